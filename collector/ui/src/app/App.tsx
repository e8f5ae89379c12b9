import { services } from "../page/model";
import { Explore } from "./Explore";
import { FirstRun } from "./FirstRun";
import { Problem } from "./Problem";
import { ServiceRail } from "./ServiceRail";

/** The page: the way to the first profile, then the services and what they did. */
export function App() {
  const { value, error } = services.value;
  if (value === null) {
    return (
      <main class="centred">
        {error === null ? <p class="quiet">Loading services…</p> : <Problem message={error} />}
      </main>
    );
  }
  if (value.length === 0) return <FirstRun origin={location.origin} error={error} />;
  return (
    <div class="shell">
      <ServiceRail services={value} />
      <Explore />
    </div>
  );
}
