import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { formatCount } from "../format";
import { PAGE, ShowMore } from "../table/ShowMore";
import { SortHeading } from "../table/SortHeading";
import { Chip } from "./Chip";
import { CostCell, CostHeading, type Figures, ValueCell } from "./Figures";
import { functionCosts } from "./functions";
import { labelOf } from "./label";
import { type Order, rankedFunctions } from "./ranking";
import type { Matches } from "./search";
import type { First } from "./transform";
import type { CallTree } from "./tree";

const CHARACTERS = 72;

interface FunctionTableProps {
  readonly tree: CallTree;
  readonly first: First;
  readonly figures: Figures;
  readonly matches: Matches | null; // where there are some, only these
  readonly picks: string; // what picking a function does
  readonly onPick: (frame: number) => void;
}

/** The functions by their cost. */
export function FunctionTable(props: FunctionTableProps) {
  const { tree, first, figures, matches, picks, onPick } = props;
  const order = useSignal<Order>("self");
  const shown = useSignal(PAGE);
  const costs = useMemo(() => functionCosts(tree, first), [tree, first]);
  const ranked = useMemo(
    () => rankedFunctions(tree.frames, costs, order.value, matches),
    [tree, costs, order.value, matches],
  );
  const heading = (column: Order, title: string) => (
    <SortHeading
      title={title}
      kind={column === "name" ? "name" : "number"}
      isSorted={order.value === column}
      onSort={() => {
        order.value = column;
      }}
    />
  );

  return (
    <>
      <table>
        <thead>
          <tr>
            {heading("name", "Function")}
            {heading("self", "Self")}
            {heading("total", "Total")}
            <CostHeading figures={figures} />
            <th scope="col" class="number samples">
              Samples
            </th>
          </tr>
        </thead>
        <tbody>
          {ranked.slice(0, shown.value).map((frame) => (
            <tr key={frame}>
              <th scope="row" class="name">
                <button
                  type="button"
                  title={`${tree.frames.names[frame]}\n${picks}`}
                  onClick={() => onPick(frame)}
                >
                  <Chip language={tree.frames.languages[frame]} />
                  <span>{labelOf(tree.frames, frame, CHARACTERS)}</span>
                </button>
              </th>
              <ValueCell figures={figures} value={costs.self[frame]} />
              <ValueCell figures={figures} value={costs.total[frame]} />
              <CostCell figures={figures} cpuMicros={costs.total[frame]} />
              <td class="number samples">{formatCount(costs.samples[frame])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {ranked.length === 0 && <p class="quiet">No function matches.</p>}
      <ShowMore count={ranked.length} shown={shown} />
    </>
  );
}
