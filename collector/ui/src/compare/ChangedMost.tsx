import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Difference } from "../api/difference";
import { Chip } from "../flame/Chip";
import { labelOf } from "../flame/label";
import { exactly } from "../flame/search";
import { formatCount } from "../format";
import type { Order } from "../page/comparison";
import { go, query } from "../page/model";
import { PAGE, ShowMore } from "../table/ShowMore";
import { SortHeading } from "../table/SortHeading";
import { isSureAt, rankedChanges } from "./changes";
import { formatChange, formatOn } from "./words";

const CHARACTERS = 60;

const COLUMNS: readonly { readonly order: Order; readonly title: string }[] = [
  { order: "name", title: "Function" },
  { order: "before", title: "A" },
  { order: "after", title: "B" },
  { order: "change", title: "Change" },
  { order: "samples", title: "Samples" },
];

/** The functions by how much their self value changed, with the interval around that. */
export function ChangedMost({ difference }: { difference: Difference }) {
  const { functions, scale, unit } = difference;
  const { comparison } = query.value;
  const shown = useSignal(PAGE);
  const rows = useMemo(
    () => rankedChanges(functions, comparison.order),
    [functions, comparison.order],
  );
  const widest = useMemo(() => widestOf(functions.low, functions.high, rows), [functions, rows]);
  const { names } = functions.frames;
  return (
    <section class="functions changes">
      <h2>Changed most</h2>
      <p class="quiet">
        Self values; the interval is that of 95 %.
        {functions.count > rows.length &&
          ` The ${formatCount(rows.length)} of ${formatCount(functions.count)} functions that changed most.`}
      </p>
      <table>
        <thead>
          <tr>
            {COLUMNS.slice(0, 4).map((column) => (
              <Heading key={column.order} column={column} order={comparison.order} />
            ))}
            <th scope="col" class="number interval">
              95 %
            </th>
            <th scope="col" class="chance">
              <span class="unseen">Chance</span>
            </th>
            <Heading column={COLUMNS[4]} order={comparison.order} />
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown.value).map((row) => (
            <tr key={row} class={isSureAt(functions, row) ? undefined : "unsure"}>
              <th scope="row" class="name">
                <button
                  type="button"
                  title={`${names[row]}\nShow in the graph`}
                  onClick={() => go({ search: exactly(names[row]) })}
                >
                  <Chip language={functions.frames.languages[row]} />
                  <span>{labelOf(functions.frames, row, CHARACTERS)}</span>
                </button>
              </th>
              <td class="number">{formatOn(scale, unit, functions.before[row])}</td>
              <td class="number">{formatOn(scale, unit, functions.after[row])}</td>
              <td class="number change">
                {formatChange(scale, unit, functions.after[row] - functions.before[row])}
              </td>
              <td class="number interval">
                {formatChange(scale, unit, functions.low[row])} to{" "}
                {formatChange(scale, unit, functions.high[row])}
              </td>
              <td class="chance">
                <Whisker low={functions.low[row]} high={functions.high[row]} widest={widest} />
                {!isSureAt(functions, row) && "chance?"}
              </td>
              <td class="number samples">
                {formatCount(functions.beforeSamples[row])} →{" "}
                {formatCount(functions.afterSamples[row])}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ShowMore count={rows.length} shown={shown} />
    </section>
  );
}

interface HeadingProps {
  readonly column: (typeof COLUMNS)[number];
  readonly order: Order;
}

function Heading({ column, order }: HeadingProps) {
  return (
    <SortHeading
      title={column.title}
      kind={column.order === "name" ? "name" : `number ${column.order}`}
      isSorted={column.order === order}
      onSort={() => go({ comparison: { ...query.peek().comparison, order: column.order } }, true)}
    />
  );
}

interface WhiskerProps {
  readonly low: number;
  readonly high: number;
  readonly widest: number;
}

/** An interval as a bar around 0, which stands in the middle. */
function Whisker({ low, high, widest }: WhiskerProps) {
  const at = (value: number): number => 50 + (50 * value) / widest;
  const side = low > 0 ? "more" : high < 0 ? "less" : "";
  return (
    <span class={`whisker ${side}`} aria-hidden="true">
      <i style={{ left: `${at(low)}%`, width: `max(2px, ${at(high) - at(low)}%)` }} />
    </span>
  );
}

function widestOf(
  low: readonly number[],
  high: readonly number[],
  rows: readonly number[],
): number {
  return rows.reduce(
    (most, row) => Math.max(most, Math.abs(low[row]), Math.abs(high[row])),
    Number.MIN_VALUE,
  );
}
