import { type Signal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Difference } from "../api/difference";
import { Breadcrumb } from "../flame/Breadcrumb";
import { Chip } from "../flame/Chip";
import type { Theme } from "../flame/colour";
import { FlameCanvas, type Pointed } from "../flame/FlameCanvas";
import { SearchBox } from "../flame/FlameTools";
import { useKey } from "../flame/keys";
import { keyOf, nodeOf } from "../flame/path";
import { search } from "../flame/search";
import { theme } from "../flame/theme";
import { totalOf } from "../flame/tree";
import { formatCount, formatShare } from "../format";
import { go, query } from "../page/model";
import { type DifferenceTree, differenceTree } from "./differenceTree";
import { isSure } from "./interval";
import { leaningFill, leaningMark, leaningPalette } from "./leaningColours";
import { formatChange, formatOn } from "./words";

/** The paths of both sides, each coloured by how it changed. */
export function DifferenceView({ difference }: { difference: Difference }) {
  const { search: searched, zoom, comparison } = query.value;
  const pointed = useSignal<Pointed | null>(null);
  const both = useMemo(
    () => differenceTree(difference, comparison.width),
    [difference, comparison.width],
  );
  const { tree } = both;
  const palette = useMemo(() => leaningPalette(both, theme.value), [both, theme.value]);
  const matches = useMemo(() => search(tree, searched), [tree, searched]);
  const zoomed = useMemo(() => nodeOf(tree, zoom), [tree, zoom]);
  const zoomTo = (node: number): void => go({ zoom: keyOf(tree, node) });
  useKey("Escape", () => zoomed > 0 && zoomTo(0));
  return (
    <div class="flame">
      <div class="flame-tools">
        <SearchBox text={searched} onSearch={(text) => go({ search: text }, true)} />
        <output class="matched">
          {matches && `matched ${formatShare(matches.value, totalOf(tree, 0))} of the width`}
        </output>
        <Breadcrumb tree={tree} zoomed={zoomed} onZoom={zoomTo} />
      </div>
      <PathReadout difference={difference} both={both} pointed={pointed} zoomed={zoomed} />
      <FlameCanvas
        tree={tree}
        zoomed={zoomed}
        matches={matches}
        palette={palette}
        rootLabel="all"
        label={`Difference of ${difference.service}: ${formatCount(tree.size - 1)} call paths of A and B. The table below says what changed most.`}
        pointed={pointed}
        onZoom={zoomTo}
      />
      <LeaningLegend colours={theme.value} />
    </div>
  );
}

interface PathReadoutProps {
  readonly difference: Difference;
  readonly both: DifferenceTree;
  readonly pointed: Signal<Pointed | null>;
  readonly zoomed: number;
}

/** One line about the path that is pointed at, else about the whole. */
function PathReadout({ difference, both, pointed, zoomed }: PathReadoutProps) {
  const node = pointed.value?.node ?? zoomed;
  const { frames, frame } = both.tree;
  const change = both.changes[node];
  const on = (value: number): string => formatOn(difference.scale, difference.unit, value);
  const by = (value: number): string => formatChange(difference.scale, difference.unit, value);
  return (
    <p class="readout" aria-live="polite">
      {node === 0 ? (
        <b>all</b>
      ) : (
        <span class="name">
          <Chip language={frames.languages[frame[node]]} />
          <b>{frames.functions[frame[node]]}</b>
          <span class="owner">{frames.owners[frame[node]]}</span>
        </span>
      )}
      <span class="figures">
        {`A ${on(change.before)} · B ${on(change.after)} · ${by(change.after - change.before)} `}
        {`(95 %: ${by(change.low)} to ${by(change.high)}) · `}
        {`${formatCount(both.beforeSamples[node])} and ${formatCount(both.afterSamples[node])} samples`}
        {!isSure(change) && " · may be chance"}
      </span>
    </p>
  );
}

const LEANS = [
  { lean: -1, says: "only A" },
  { lean: -0.5, says: "less in B" },
  { lean: 0, says: "may be chance" },
  { lean: 0.5, says: "more in B" },
  { lean: 1, says: "only B" },
];

function LeaningLegend({ colours }: { colours: Theme }) {
  return (
    <div class="legend">
      <span>Callers above, callees below.</span>
      {LEANS.map(({ lean, says }) => (
        <span key={says}>
          <i class="lean" style={{ background: leaningFill(lean, colours) }} aria-hidden="true">
            {leaningMark(lean)}
          </i>{" "}
          {says}
        </span>
      ))}
      <span id="flame-keys" class="keys">
        <kbd>↑</kbd> <kbd>↓</kbd> <kbd>←</kbd> <kbd>→</kbd> move, <kbd>Enter</kbd> zooms,{" "}
        <kbd>Esc</kbd> resets, <kbd>/</kbd> searches
      </span>
    </div>
  );
}
