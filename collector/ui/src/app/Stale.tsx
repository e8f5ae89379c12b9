import { formatAge } from "../format";
import { nowMillis, query, selected } from "../page/model";

const STALE_MILLIS = 11 * 60_000; // two reporting periods and a little

/** Says so where a range that reaches up to now ends in old data. */
export function Stale({ lastMillis = 0 }: { lastMillis?: number }) {
  const age = nowMillis.value - Math.max(lastMillis, selected.value?.lastMillis ?? 0);
  if ("fromMillis" in query.value.range || age < STALE_MILLIS) return null;
  return (
    <p class="notice stale" role="status">
      The last profile ended {formatAge(age)}: the service may have stopped.
    </p>
  );
}
