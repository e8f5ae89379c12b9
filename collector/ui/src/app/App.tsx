import { useEffect } from "preact/hooks";
import { query, services } from "../page/model";
import { Exposed } from "./Exposed";
import { FirstRun } from "./FirstRun";
import { Problem } from "./Problem";
import { ServiceRail } from "./ServiceRail";
import { entryOf } from "./screens";

/** The page: the way to the first profile, then the screens and the services that they are about. */
export function App() {
  const { value, error } = services.value;
  const { screen, service } = query.value;
  const { View, title } = entryOf(screen);
  useEffect(() => {
    document.title =
      screen === "home" || service === "" ? "Tandem" : `${title} · ${service} · Tandem`;
  }, [screen, service]);
  if (value === null) {
    return (
      <main class="centred">
        {error === null ? <p class="quiet">Loading services…</p> : <Problem message={error} />}
      </main>
    );
  }
  const sampled = value.some(({ series }) => series.length > 0);
  if (value.length === 0 || (screen === "home" && !sampled)) {
    return (
      <>
        <Exposed />
        <FirstRun origin={location.origin} services={value} error={error} />
      </>
    );
  }
  return (
    <>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <Exposed />
      <div class="shell">
        <ServiceRail services={value} />
        <View />
      </div>
    </>
  );
}
