import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Unit } from "../api/answers";
import { formatCount, formatShare, formatValue } from "../format";
import { Chip } from "./Chip";
import { functionCosts } from "./functions";
import { labelOf } from "./label";
import { type Order, rankedFunctions } from "./ranking";
import type { Matches } from "./search";
import { type CallTree, totalOf } from "./tree";

const PAGE = 25;
const CHARACTERS = 72;

interface FunctionTableProps {
  readonly tree: CallTree;
  readonly unit: Unit;
  readonly matches: Matches | null; // where there are some, only these
  readonly onPick: (frame: number) => void;
}

/** The functions by their cost: the flame graph for those who would rather read. */
export function FunctionTable({ tree, unit, matches, onPick }: FunctionTableProps) {
  const order = useSignal<Order>("self");
  const shown = useSignal(PAGE);
  const costs = useMemo(() => functionCosts(tree), [tree]);
  const ranked = useMemo(
    () => rankedFunctions(tree.frames, costs, order.value, matches),
    [tree, costs, order.value, matches],
  );
  const whole = totalOf(tree, 0);
  const heading = (column: Order, title: string) => (
    <th
      scope="col"
      class={column === "name" ? "name" : "number"}
      aria-sort={order.value === column ? (column === "name" ? "ascending" : "descending") : "none"}
    >
      <button
        type="button"
        onClick={() => {
          order.value = column;
        }}
      >
        {title}
      </button>
    </th>
  );

  const cost = (value: number) => (
    <td class="number">
      <span class="value">{formatValue(value, unit)}</span>
      <span class="share">{formatShare(value, whole)}</span>
    </td>
  );

  return (
    <section class="functions">
      <h2>Top functions{matches && " that match"}</h2>
      <table>
        <thead>
          <tr>
            {heading("name", "Function")}
            {heading("self", "Self")}
            {heading("total", "Total")}
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
                  title={`${tree.frames.names[frame]}\nShow in the flame graph`}
                  onClick={() => onPick(frame)}
                >
                  <Chip language={tree.frames.languages[frame]} />
                  <span>{labelOf(tree.frames, frame, CHARACTERS)}</span>
                </button>
              </th>
              {cost(costs.self[frame])}
              {cost(costs.total[frame])}
              <td class="number samples">{formatCount(costs.samples[frame])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {ranked.length === 0 && <p class="quiet">No function matches.</p>}
      {ranked.length > shown.value && (
        <button
          type="button"
          class="more"
          onClick={() => {
            shown.value += 4 * PAGE;
          }}
        >
          Show more ({formatCount(ranked.length - shown.value)} left)
        </button>
      )}
    </section>
  );
}
