import { useSignal } from "@preact/signals";
import { fetchLines } from "../api/client";
import { Problem } from "../app/Problem";
import { useAnswer } from "../app/useAnswer";
import { Chip } from "../flame/Chip";
import { CostCell, CostHeading, type Figures, ValueCell } from "../flame/Figures";
import { keyOfFrame } from "../flame/frameKey";
import { labelOf } from "../flame/label";
import { formatCount } from "../format";
import { shownQuestion } from "../page/model";
import { SortHeading } from "../table/SortHeading";

const ROWS = 100;
const CHARACTERS = 64;

type Order = "self" | "total";

interface LineTableProps {
  readonly figures: Figures;
  readonly onPick: (key: string) => void; // the function of a line
}

/** The lines by their cost, of all thread states. */
export function LineTable({ figures, onPick }: LineTableProps) {
  const order = useSignal<Order>("self");
  const question = new URLSearchParams(shownQuestion.value ?? undefined);
  question.delete("state"); // lines are not counted by state
  if (question.size > 0) question.set("order", order.value);
  if (question.size > 0) question.set("limit", String(ROWS));
  const { value, error, again } = useAnswer(String(question), (givenUp) =>
    fetchLines(question, givenUp),
  );
  if (value === null) {
    return error === null ? (
      <p class="quiet" role="status">
        Loading lines…
      </p>
    ) : (
      <Problem message={error} onRetry={again} />
    );
  }
  if (value.count === 0) {
    return (
      <p class="quiet">
        No lines were recorded: the agents' setting `lines` is off, or imported files have none.
      </p>
    );
  }
  const { frames } = value;
  const written = { ...figures, whole: value.total };
  const heading = (column: Order, title: string) => (
    <SortHeading
      title={title}
      isSorted={order.value === column}
      onSort={() => {
        order.value = column;
      }}
    />
  );
  return (
    <>
      {error !== null && <Problem message={error} onRetry={again} />}
      <table>
        <thead>
          <tr>
            <th scope="col" class="name">
              Line
            </th>
            {heading("self", "Self")}
            {heading("total", "Total")}
            <CostHeading figures={written} />
            <th scope="col" class="number samples">
              Samples
            </th>
          </tr>
        </thead>
        <tbody>
          {value.lines.map((line, row) => (
            <tr key={`${keyOfFrame(frames, row)}:${line}`}>
              <th scope="row" class="name">
                <button
                  type="button"
                  title={`${frames.names[row]}, line ${line}\nShow callers and callees`}
                  onClick={() => onPick(keyOfFrame(frames, row))}
                >
                  <Chip language={frames.languages[row]} />
                  <span>
                    {labelOf(frames, row, CHARACTERS)}
                    <b>:{line}</b>
                  </span>
                </button>
              </th>
              <ValueCell figures={written} value={value.self[row]} />
              <ValueCell figures={written} value={value.totals[row]} />
              <CostCell figures={written} cpuMicros={value.totals[row]} />
              <td class="number samples">{formatCount(value.samples[row])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {value.count > value.lines.length && (
        <p class="quiet">
          The first {formatCount(value.lines.length)} of {formatCount(value.count)} lines.
        </p>
      )}
    </>
  );
}
