import type { Service } from "../api/answers";
import type { Difference } from "../api/difference";
import { formatAge } from "../format";
import { PREVIOUS } from "../page/comparison";
import { go, nowMillis, query } from "../page/model";
import { withoutFilters } from "../page/query";
import { measureTitle } from "../page/words";

interface NothingToCompareProps {
  readonly difference: Difference;
  readonly known: Service | undefined;
}

/** One side or both are empty: says which, and leads to where there is something. */
export function NothingToCompare({ difference, known }: NothingToCompareProps) {
  const { before, after, measure, service } = difference;
  if (!known) {
    return (
      <div class="empty" role="status">
        <h2>No service “{service}”</h2>
        <p>The collector has no profile of it. Choose one on the left.</p>
      </div>
    );
  }
  const empty = [before.samples === 0 && "A", after.samples === 0 && "B"].filter(Boolean);
  const middle = (known.firstMillis + known.lastMillis) / 2;
  return (
    <div class="empty" role="status">
      <h2>
        No {measureTitle(measure)} in {empty.join(" and in ")}: nothing to compare
      </h2>
      <p>The last profile ended {formatAge(nowMillis.value - known.lastMillis)}.</p>
      <p class="choices">
        <button
          type="button"
          class="primary"
          onClick={() =>
            go({
              ...withoutFilters(query.value),
              comparison: PREVIOUS,
              range: { fromMillis: middle, toMillis: known.lastMillis },
              zoom: "",
            })
          }
        >
          Compare the first half with the second
        </button>
      </p>
    </div>
  );
}
