import type { Flamegraph } from "../api/answers";
import { formatCount, formatInstant, formatShare, formatValue } from "../format";
import { estimateReason, measureTitle } from "../page/words";

/** What the flame graph sums up, and what about it is not exact. */
export function Summary({ flamegraph }: { flamegraph: Flamegraph }) {
  const { pruned, estimated, total, unit } = flamegraph;
  return (
    <p class="summary">
      <b>{formatValue(total, unit)}</b> of {measureTitle(flamegraph.measure)} in{" "}
      {counted(flamegraph.profiles, "profile")} of {counted(flamegraph.instances, "instance")},{" "}
      {formatInstant(flamegraph.firstMillis)} to {formatInstant(flamegraph.lastMillis)}
      {estimated.length > 0 && (
        <abbr class="tag" title={estimated.map(estimateReason).join("\n")}>
          estimated
        </abbr>
      )}
      {pruned.nodes > 0 && (
        <abbr class="tag" title={`Together ${formatShare(pruned.value, total)} of the total`}>
          {formatCount(pruned.nodes)} narrow call paths summed up
        </abbr>
      )}
    </p>
  );
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
