import { formatAge } from "../format";
import { go, nowMillis, query, selected } from "../page/model";

const DAY = 1_440;

/** No process counted: says how to switch it on, and leads to a longer time. */
export function NoHeap({ service }: { service: string }) {
  const known = selected.value;
  const { range } = query.value;
  const isJava = known?.runtimes.some(({ language }) => language === "java") ?? false;
  return (
    <div class="empty" role="status">
      <h2>{known ? `No heap summary of ${service} in this range` : `No service “${service}”`}</h2>
      {known && isJava && (
        <p>
          Switch it on where the service runs: <code>heap_summary=on</code>
        </p>
      )}
      {known && !isJava && <p>Heap summaries are of JVMs; this service reports none.</p>}
      {known && (
        <p class="quiet">The last profile ended {formatAge(nowMillis.value - known.lastMillis)}.</p>
      )}
      {!("lastMinutes" in range && range.lastMinutes === DAY) && (
        <p class="choices">
          <button type="button" class="primary" onClick={() => go({ range: { lastMinutes: DAY } })}>
            Show the last 24 h
          </button>
        </p>
      )}
    </div>
  );
}
