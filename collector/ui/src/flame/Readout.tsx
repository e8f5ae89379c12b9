import type { Signal } from "@preact/signals";
import type { Flamegraph } from "../api/answers";
import { formatCount, formatShare, formatValue } from "../format";
import { Chip } from "./Chip";
import type { Pointed } from "./FlameCanvas";
import { totalOf } from "./tree";

const CURSOR_DISTANCE = 14;

interface ReadoutProps {
  readonly flamegraph: Flamegraph;
  readonly zoomed: number;
  readonly pointed: Signal<Pointed | null>;
}

/** One line about the frame that is pointed at, else about the whole; and the same near the cursor. */
export function Readout({ flamegraph, zoomed, pointed }: ReadoutProps) {
  const at = pointed.value;
  const node = at?.node ?? zoomed;
  return (
    <>
      <p class="readout" aria-live="polite">
        <Name flamegraph={flamegraph} node={node} />
        <span class="figures">{figuresOf(flamegraph, node, zoomed)}</span>
      </p>
      {at !== null && at.x >= 0 && at.node > 0 && (
        <div class="tooltip" style={besideCursor(at)} aria-hidden="true">
          <Name flamegraph={flamegraph} node={at.node} />
          <span class="figures">{figuresOf(flamegraph, at.node, zoomed)}</span>
        </div>
      )}
    </>
  );
}

function Name({ flamegraph, node }: { flamegraph: Flamegraph; node: number }) {
  const { frames, frame } = flamegraph.tree;
  if (node === 0) return <b>all</b>;
  const owner = frames.owners[frame[node]];
  return (
    <span class="name">
      <Chip language={frames.languages[frame[node]]} />
      <b>{frames.functions[frame[node]]}</b>
      {owner !== "" && <span class="owner">{owner}</span>}
    </span>
  );
}

function figuresOf({ tree, unit }: Flamegraph, node: number, zoomed: number): string {
  const total = totalOf(tree, node);
  const ofZoomed =
    zoomed > 0 && node > zoomed ? ` (${formatShare(total, totalOf(tree, zoomed))} of zoomed)` : "";
  return [
    `self ${formatValue(tree.self[node], unit)}`,
    `total ${formatValue(total, unit)}`,
    `${formatShare(total, totalOf(tree, 0))} of total${ofZoomed}`,
    `${formatCount(tree.samples[node])} samples`,
  ].join(" · ");
}

// Opens towards the middle of the window, so that it never leaves it.
function besideCursor({ x, y }: Pointed) {
  const horizontal =
    x < innerWidth / 2
      ? { left: `${x + CURSOR_DISTANCE}px` }
      : { right: `${innerWidth - x + CURSOR_DISTANCE}px` };
  const vertical =
    y < innerHeight / 2
      ? { top: `${y + CURSOR_DISTANCE}px` }
      : { bottom: `${innerHeight - y + CURSOR_DISTANCE}px` };
  return { ...horizontal, ...vertical };
}
