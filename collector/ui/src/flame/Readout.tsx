import type { Signal } from "@preact/signals";
import type { Flamegraph } from "../api/answers";
import { formatCount, formatShare, formatValue } from "../format";
import { corePrice, formatDollars, monthlyCostOf } from "../page/price";
import { stateTitle } from "../page/words";
import { Chip } from "./Chip";
import type { Pointed } from "./FlameCanvas";
import { meaningOf } from "./marker";
import type { StateShares } from "./stateShares";
import { type CallTree, totalOf } from "./tree";

const CURSOR_DISTANCE = 14;

interface Shown {
  readonly flamegraph: Flamegraph; // whose total shares are of
  readonly tree: CallTree; // as it is drawn
  readonly shares: StateShares | null;
}

interface ReadoutProps extends Shown {
  readonly zoomed: number;
  readonly pointed: Signal<Pointed | null>;
}

/** One line about the frame that is pointed at, else about the whole; and the same near the cursor. */
export function Readout({ zoomed, pointed, ...shown }: ReadoutProps) {
  const at = pointed.value;
  const node = inTree(shown.tree, at?.node ?? zoomed);
  return (
    <>
      <p class="readout" aria-live="polite">
        <Name tree={shown.tree} node={node} />
        <span class="figures">{figuresOf(shown, node, zoomed)}</span>
      </p>
      {at !== null && at.x >= 0 && node > 0 && (
        <div class="tooltip" style={besideCursor(at)} aria-hidden="true">
          <Name tree={shown.tree} node={node} />
          <span class="figures">{figuresOf(shown, node, zoomed)}</span>
        </div>
      )}
    </>
  );
}

/** How long the profiles reach from the first to the last. */
export function seenMillis({ firstMillis, lastMillis }: Flamegraph): number {
  return lastMillis - firstMillis;
}

// What was pointed at may belong to the tree before.
function inTree(tree: CallTree, node: number): number {
  return node < tree.size ? node : 0;
}

function Name({ tree, node }: { tree: CallTree; node: number }) {
  const { frames, frame } = tree;
  if (node === 0) return <b>all</b>;
  const owner = frames.owners[frame[node]];
  const meaning = meaningOf(frames, frame[node]);
  return (
    <span class="name">
      <Chip language={frames.languages[frame[node]]} />
      <b>{frames.functions[frame[node]]}</b>
      {owner !== "" && <span class="owner">{owner}</span>}
      {meaning !== null && <span class="owner">{meaning}</span>}
    </span>
  );
}

function figuresOf({ flamegraph, tree, shares }: Shown, node: number, zoomed: number): string {
  const { unit, measure } = flamegraph;
  const total = totalOf(tree, node);
  const ofZoomed =
    zoomed > 0 && node > zoomed ? ` (${formatShare(total, totalOf(tree, zoomed))} of zoomed)` : "";
  const figures = [
    `self ${formatValue(tree.self[node], unit)}`,
    `total ${formatValue(total, unit)}`,
    `${formatShare(total, flamegraph.total)} of total${ofZoomed}`,
    `${formatCount(tree.samples[node])} samples`,
  ];
  if (measure === "cpu_time") {
    figures.push(
      `${formatDollars(monthlyCostOf(total, seenMillis(flamegraph), corePrice.value))} a month`,
    );
  }
  if (shares) figures.push(...statesOf(shares, node));
  return figures.join(" · ");
}

function statesOf({ states, values }: StateShares, node: number): string[] {
  const whole = values.reduce((sum, value) => sum + value[node], 0);
  return states
    .map((state, index) => ({ state, value: values[index][node] }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .map(({ state, value }) => `${stateTitle(state).toLowerCase()} ${formatShare(value, whole)}`);
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
