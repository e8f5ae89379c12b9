import { formatAge } from "../format";
import { go, nowMillis, query, selected } from "../page/model";
import { measureOf, type Range, withoutFilters } from "../page/query";
import { measureTitle } from "../page/words";

const HOUR_MILLIS = 3_600_000;

/** Nothing was found: says of what, and leads to where there is something. */
export function EmptyRange({ service }: { service: string }) {
  const known = selected.value;
  if (!known) {
    return (
      <div class="empty" role="status">
        <h2>No service “{service}”</h2>
        <p>The collector has no profile of it. Choose one on the left.</p>
      </div>
    );
  }
  const asked = query.value;
  const measure = measureTitle(measureOf(asked.measure));
  const filtered = asked.state !== "" || asked.labels.length > 0;
  const lastHour: Range = {
    fromMillis: known.lastMillis - HOUR_MILLIS,
    toMillis: known.lastMillis,
  };
  return (
    <div class="empty" role="status">
      <h2>
        No {measure} of {service} in this range
      </h2>
      <p>
        The last profile ended {formatAge(nowMillis.value - known.lastMillis)}
        {filtered && "; thread state and labels narrow the answer, too"}.
      </p>
      <p class="choices">
        <button type="button" class="primary" onClick={() => go({ range: lastHour, zoom: "" })}>
          Show last hour with data
        </button>
        {filtered && (
          <button type="button" onClick={() => go(withoutFilters(asked))}>
            Remove filters
          </button>
        )}
      </p>
    </div>
  );
}
