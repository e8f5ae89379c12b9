import { useEffect } from "preact/hooks";
import { AnswerState, Waiting } from "../app/AnswerState";
import { TimeRange } from "../app/TimeRange";
import { useAnswer } from "../app/useAnswer";
import { ImportPanel } from "../import/ImportPanel";
import { SampleButton } from "../import/SampleButton";
import { CorePrice } from "../page/CorePrice";
import { query, services } from "../page/model";
import { Glances } from "./Glances";
import { fetchOverview } from "./overview";

/** All services at a glance; asks again once any of them has reported. */
export function Home() {
  const { range } = query.value;
  const overview = useAnswer(JSON.stringify(range), (givenUp) => fetchOverview(range, givenUp));
  const { value, loading, again } = overview;
  const lastMillis = lastReport();
  useEffect(() => {
    if (overview.loadedMillis > 0) again();
  }, [lastMillis]);
  return (
    <main id="content" class="screen" tabIndex={-1} aria-busy={loading}>
      <header class="top-bar">
        <h2>Services</h2>
        <TimeRange />
        <CorePrice />
      </header>
      <AnswerState {...overview} onRetry={again} />
      {value === null && loading && <Waiting says="Loading services" />}
      {value !== null && <Glances overview={value} />}
      <ImportPanel />
      <h3>Sample data</h3>
      <SampleButton />
    </main>
  );
}

/** When any service was last heard of. */
function lastReport(): number {
  return Math.max(0, ...(services.value.value ?? []).map(({ lastMillis }) => lastMillis));
}
