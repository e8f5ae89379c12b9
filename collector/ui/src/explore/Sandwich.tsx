import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { Flamegraph, FrameCalls } from "../api/answers";
import { fetchFrameCalls } from "../api/client";
import { Problem } from "../app/Problem";
import { useAnswer } from "../app/useAnswer";
import { Chip } from "../flame/Chip";
import { Copied } from "../flame/Copied";
import { paletteOf } from "../flame/colour";
import { ValueCell } from "../flame/Figures";
import { FlameCanvas, type Pointed } from "../flame/FlameCanvas";
import { FlameTools } from "../flame/FlameTools";
import { figuresOf } from "../flame/FlameView";
import { type Chosen, FrameMenu, type OnLook } from "../flame/FrameMenu";
import { FunctionTable } from "../flame/FunctionTable";
import { frameNameOf, keyOfFrame } from "../flame/frameKey";
import { LookChips, nameOfKey } from "../flame/LookChips";
import { labelOf } from "../flame/label";
import { Readout } from "../flame/Readout";
import { search } from "../flame/search";
import { Tables } from "../flame/Tables";
import { theme } from "../flame/theme";
import { type First, transform } from "../flame/transform";
import { type CallTree, totalOf } from "../flame/tree";
import { formatCount, formatShare, formatValue } from "../format";
import type { Look } from "../page/look";
import { shownQuestion } from "../page/model";
import { neighboursOf } from "./neighbours";

interface SandwichProps {
  readonly flamegraph: Flamegraph; // what the function is a part of
  readonly look: Look;
  readonly onLook: OnLook;
}

interface Tabled {
  readonly first: First; // of the flame graph that the table of functions is about
  readonly lines: ComponentChildren; // the table of lines
}

/** One function: who calls it above, what it calls below. */
export function Sandwich({ flamegraph, first, look, lines, onLook }: SandwichProps & Tabled) {
  const figures = figuresOf(flamegraph, look);
  const name = frameNameOf(look.frame);
  const question = new URLSearchParams((name && shownQuestion.value) || undefined);
  if (name && question.size > 0) {
    for (const [parameter, value] of Object.entries(name)) question.set(parameter, value);
  }
  const { value, error, again } = useAnswer(String(question), (givenUp) =>
    fetchFrameCalls(question, givenUp),
  );
  const matches = useMemo(
    () => search(flamegraph.tree, look.search),
    [flamegraph.tree, look.search],
  );
  return (
    <div class="flame">
      <div class="flame-tools">
        <FlameTools
          look={look}
          matched={
            matches ? `matched ${formatShare(matches.value, flamegraph.total)} of total` : ""
          }
          withStates={false}
          onLook={onLook}
        />
        <LookChips look={look} onLook={onLook} />
      </div>
      {error !== null && <Problem message={error} onRetry={again} />}
      {name === null && (
        <p class="empty" role="status">
          Choose a function: in the table below, or by the menu of a frame in the flame graph.
        </p>
      )}
      {name !== null && value === null && error === null && (
        <p class="empty quiet" role="status">
          Loading callers and callees…
        </p>
      )}
      {value !== null && totalOf(value.callees, 0) === 0 && (
        <p class="empty" role="status">
          <b>{nameOfKey(look.frame)}</b> is on no stack that is shown.
        </p>
      )}
      {value !== null && totalOf(value.callees, 0) > 0 && (
        <Halves flamegraph={flamegraph} calls={value} look={look} onLook={onLook} />
      )}
      <Tables
        look={look}
        matching={matches !== null}
        withCost={figures.seenMillis > 0}
        functions={
          <FunctionTable
            tree={flamegraph.tree}
            first={first}
            figures={figures}
            matches={matches}
            picks="Show callers and callees"
            onPick={(frame) => onLook({ frame: keyOfFrame(flamegraph.tree.frames, frame) })}
          />
        }
        lines={lines}
        onLook={onLook}
      />
    </div>
  );
}

interface HalvesProps extends SandwichProps {
  readonly calls: FrameCalls;
}

function Halves({ flamegraph, calls, look, onLook }: HalvesProps) {
  const name = nameOfKey(look.frame);
  const total = totalOf(calls.callees, 0);
  return (
    <>
      <p class="summary">
        <b>{name}</b>: total {formatValue(total, calls.unit)}, {formatShare(total, calls.total)} of
        total; self {formatValue(calls.self, calls.unit)}, {formatShare(calls.self, calls.total)}
      </p>
      <Half {...{ flamegraph, look, onLook }} tree={calls.callers} upward title="Callers" />
      <Half {...{ flamegraph, look, onLook }} tree={calls.callees} title="Callees" />
      <Copied />
    </>
  );
}

interface HalfProps extends SandwichProps {
  readonly tree: CallTree;
  readonly title: string;
  readonly upward?: boolean;
}

function Half({ flamegraph, tree: whole, title, upward = false, look, onLook }: HalfProps) {
  const pointed = useSignal<Pointed | null>(null);
  const chosen = useSignal<Chosen | null>(null);
  const { collapsed, colour, mine, search: searched } = look;
  const hidden = look.hidden.filter((key) => key !== look.frame);
  const tree = useMemo(
    () => transform(whole, { hidden, focus: "", collapsed }),
    [whole, hidden.join("\n"), collapsed],
  );
  const matches = useMemo(() => search(tree, searched), [tree, searched]);
  const palette = useMemo(
    () => paletteOf(tree.frames, theme.value, { colour, mine }),
    [tree, theme.value, colour, mine.join("\n")],
  );
  const centre = (node: number): void => {
    if (node > 1) onLook({ frame: keyOfFrame(tree.frames, tree.frame[node]) });
  };
  const total = formatValue(totalOf(tree, 0), flamegraph.unit);
  return (
    <section class="half" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {pointed.value && (
          <Readout flamegraph={flamegraph} tree={tree} shares={null} zoomed={0} pointed={pointed} />
        )}
      </header>
      <FlameCanvas
        tree={tree}
        zoomed={0}
        matches={matches}
        palette={palette}
        rootLabel={`${upward ? "Callers, outwards" : "Callees, inwards"}: ${total}`}
        label={`${title} of ${nameOfKey(look.frame)}, ${formatCount(tree.size - 1)} call paths. The table below names the nearest.`}
        pointed={pointed}
        onZoom={centre}
        onMenu={(at) => {
          chosen.value = { tree, ...at };
        }}
        upward={upward}
      />
      {chosen.value && (
        <FrameMenu
          chosen={chosen.value}
          look={look}
          canCentre
          onLook={onLook}
          onZoom={null}
          onClose={() => {
            chosen.value = null;
          }}
        />
      )}
      <Nearest
        flamegraph={flamegraph}
        tree={tree}
        look={look}
        title={upward ? "Called by" : "Calls"}
        onPick={centre}
        onLook={onLook}
      />
    </section>
  );
}

interface NearestProps extends SandwichProps {
  readonly tree: CallTree;
  readonly title: string;
  readonly onPick: (node: number) => void;
}

/** Who calls the function directly, or what it calls. */
function Nearest({ flamegraph, tree, look, title, onLook }: NearestProps) {
  const { frames } = tree;
  const figures = figuresOf(flamegraph, look);
  const nearest = useMemo(() => neighboursOf(tree), [tree]);
  if (nearest.length === 0) return null;
  return (
    <details class="functions nearest">
      <summary>
        {title} {formatCount(nearest.length)} {nearest.length === 1 ? "function" : "functions"}
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col" class="name">
              {title}
            </th>
            <th scope="col" class="number">
              Total
            </th>
            <th scope="col" class="number samples">
              Samples
            </th>
          </tr>
        </thead>
        <tbody>
          {nearest.map(({ frame, value, samples }) => (
            <tr key={frame}>
              <th scope="row" class="name">
                <button
                  type="button"
                  title={frames.names[frame]}
                  onClick={() => onLook({ frame: keyOfFrame(frames, frame) })}
                >
                  <Chip language={frames.languages[frame]} />
                  <span>{labelOf(frames, frame, 72)}</span>
                </button>
              </th>
              <ValueCell figures={figures} value={value} />
              <td class="number samples">{formatCount(samples)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
