import type { Heap } from "../api/heap";
import { formatCount, formatMicros } from "../format";
import { countedTitle } from "./words";

const MINUTE = 60_000;

/** What the figures are and what they are not. */
export function HowCounted({ heap }: { heap: Heap }) {
  const most = heap.instances.reduce((a, b) => Math.max(a, b), 0);
  const last = heap.instances.findLast((instances) => instances > 0) ?? 0;
  const missing = heap.instances.filter((instances) => instances === 0).length;
  return (
    <>
      <p class="how-counted">
        Counted: <b>{heap.counted.map(countedTitle).join("; ")}</b>, by class, of each of{" "}
        {formatCount(last)} {last === 1 ? "process" : "processes"} the last count in every{" "}
        {formatCount(heap.stepMillis / MINUTE)} minutes, added up. A count stopped the application
        for {formatMicros(heap.longestStallMicros)} at most.
        <span class="quiet">
          {" "}
          An agent names its 1,000 largest classes; a class that is not named is unknown, not zero.
          It leaves a count out that would stop the application for longer than{" "}
          <code>heap_stall_millis</code>.
        </span>
      </p>
      {last < most && (
        <p class="notice" role="status">
          {formatCount(last)} of {formatCount(most)} processes counted in the last step: less need
          not mean that something was freed.
        </p>
      )}
      {missing > 0 && (
        <p class="quiet">
          No count in {formatCount(missing)} of {formatCount(heap.instances.length)} steps.
        </p>
      )}
    </>
  );
}
