import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { Flamegraph } from "../api/answers";
import { formatCount, formatShare, formatValue } from "../format";
import type { Look } from "../page/look";
import { measureTitle } from "../page/words";
import { Breadcrumb } from "./Breadcrumb";
import { Copied } from "./Copied";
import { paletteOf } from "./colour";
import type { Figures } from "./Figures";
import { FlameCanvas, type Pointed } from "./FlameCanvas";
import { FlameTools } from "./FlameTools";
import { type Chosen, FrameMenu, type OnLook } from "./FrameMenu";
import { FunctionTable } from "./FunctionTable";
import { keyOfFrame } from "./frameKey";
import { useKey } from "./keys";
import { Legend } from "./Legend";
import { LookChips } from "./LookChips";
import { keyOf, nodeOf } from "./path";
import { Readout, seenMillis } from "./Readout";
import { exactly, search } from "./search";
import { nodeColours, type StateTree, stateShares } from "./stateShares";
import { Tables } from "./Tables";
import { theme } from "./theme";
import { type First, transform } from "./transform";
import { totalOf } from "./tree";

export interface FlameViewProps {
  readonly flamegraph: Flamegraph;
  readonly look: Look;
  readonly onLook: OnLook;
  readonly first?: First; // which end of the stacks stands under the root
  readonly stateTrees?: readonly StateTree[] | null; // where colours tell thread states
  readonly canCentre?: boolean; // whether there is a sandwich to put a function into
  readonly lines?: ComponentChildren; // the table of lines, where there is one
}

/** A merged profile, to be read: flame graph, search, way back, and the same as a table. */
export function FlameView(props: FlameViewProps) {
  const {
    flamegraph,
    look,
    onLook,
    first = "callers",
    canCentre = false,
    stateTrees = null,
  } = props;
  const { lines = null } = props;
  const { unit } = flamegraph;
  const { hidden, focus, collapsed, colour, mine } = look;
  const pointed = useSignal<Pointed | null>(null);
  const chosen = useSignal<Chosen | null>(null);
  const changed = (tree: typeof flamegraph.tree) =>
    transform(tree, { hidden, focus, collapsed }, first);
  const steps = [hidden.join("\n"), focus, collapsed, first];
  const tree = useMemo(() => changed(flamegraph.tree), [flamegraph, ...steps]);
  const shares = useMemo(() => {
    const parts = stateTrees?.map(({ state, tree: part }) => ({ state, tree: changed(part) }));
    return parts ? stateShares(tree, parts) : null;
  }, [tree, stateTrees]);
  const palette = useMemo(() => {
    const byFrame = paletteOf(tree.frames, theme.value, { colour, mine });
    return shares ? { ...byFrame, nodes: nodeColours(tree, shares, theme.value) } : byFrame;
  }, [tree, shares, theme.value, colour, mine.join("\n")]);
  const matches = useMemo(() => search(tree, look.search), [tree, look.search]);
  const zoomed = useMemo(() => nodeOf(tree, look.zoom), [tree, look.zoom]);
  const zoomTo = (node: number): void => onLook({ zoom: keyOf(tree, node) });
  useKey("Escape", () => zoomed > 0 && zoomTo(0));

  const total = totalOf(tree, 0);
  const figures = figuresOf(flamegraph, look);
  const measure = measureTitle(flamegraph.measure);
  const rootLabel = `${focus === "" ? "all" : "in focus"}: ${formatValue(total, unit)} of ${measure}`;
  const pick = (frame: number): void =>
    canCentre
      ? onLook({ view: "sandwich", frame: keyOfFrame(tree.frames, frame), zoom: "" })
      : onLook({ search: exactly(tree.frames.names[frame]) }, true);

  // Zooming changes none of it, and 25 rows are slow to compare.
  const tables = useMemo(
    () => (
      <Tables
        look={look}
        matching={matches !== null}
        withCost={figures.seenMillis > 0}
        functions={
          <FunctionTable
            tree={tree}
            first={first}
            figures={figures}
            matches={matches}
            picks={canCentre ? "Show callers and callees" : "Show in the flame graph"}
            onPick={pick}
          />
        }
        lines={lines}
        onLook={onLook}
      />
    ),
    [tree, first, flamegraph, matches, canCentre, lines, look.table, look.numbers],
  );

  return (
    <div class="flame">
      <div class="flame-tools">
        <FlameTools
          look={look}
          matched={
            matches ? `matched ${formatShare(matches.value, flamegraph.total)} of total` : ""
          }
          withStates={stateTrees !== null || flamegraph.measure === "wall_time"}
          onLook={onLook}
        />
        <LookChips look={look} onLook={onLook} />
        <Breadcrumb tree={tree} zoomed={zoomed} onZoom={zoomTo} />
      </div>
      <Readout
        flamegraph={flamegraph}
        tree={tree}
        shares={shares}
        zoomed={zoomed}
        pointed={pointed}
      />
      <FlameCanvas
        tree={tree}
        zoomed={zoomed}
        matches={matches}
        palette={palette}
        rootLabel={rootLabel}
        label={`Flame graph of ${flamegraph.service}: ${formatValue(total, unit)} of ${measure}, ${formatCount(tree.size - 1)} call paths. The table below says the same.`}
        pointed={pointed}
        onZoom={zoomTo}
        onMenu={(at) => {
          chosen.value = { tree, ...at };
        }}
      />
      {chosen.value && (
        <FrameMenu
          chosen={chosen.value}
          look={look}
          canCentre={canCentre}
          onLook={onLook}
          onZoom={zoomTo}
          onClose={() => {
            chosen.value = null;
          }}
        />
      )}
      <Copied />
      <Legend
        tree={tree}
        first={first}
        measure={measure}
        states={shares?.states ?? []}
        hatched={palette.hatched}
      />
      {tables}
    </div>
  );
}

/** How the tables under a flame graph write their figures. */
export function figuresOf(flamegraph: Flamegraph, { numbers }: Look): Figures {
  const { unit, total, measure } = flamegraph;
  const hasCost = measure === "cpu_time";
  return { unit, whole: total, numbers, seenMillis: hasCost ? seenMillis(flamegraph) : 0 };
}
