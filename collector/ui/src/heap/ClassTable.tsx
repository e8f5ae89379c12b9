import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Heap } from "../api/heap";
import { linkTo } from "../app/follow";
import { formatShare } from "../format";
import type { ClassOrder } from "../page/heapLook";
import { PLAIN } from "../page/look";
import { go, query, selected } from "../page/model";
import { PAGE, ShowMore } from "../table/ShowMore";
import { SortHeading } from "../table/SortHeading";
import { type ClassRow, classRows } from "./classes";
import { LEAST_POINTS } from "./slope";
import { formatAmount, formatSlope, slopeInterval } from "./words";

/** The classes: how much they have, what share that is, and whether they grow. */
export function ClassTable({ heap }: { heap: Heap }) {
  const { heap: look } = query.value;
  const shown = useSignal(PAGE);
  const rows = useMemo(
    () => classRows(heap, look.counted, look.order),
    [heap, look.counted, look.order],
  );
  const at = rows.findIndex(({ name }) => name === look.chosen);
  const visible = rows.filter((_, row) => row < shown.value || row === at);
  const isAllocation = selected.value?.series.some(({ measure }) => measure === "allocated_bytes");
  return (
    <section class="functions classes">
      <h2>Classes</h2>
      <p class="quiet">
        Growth is the median of the slopes between all pairs of steps (Theil–Sen), which a few
        outliers do not move, with its interval of 95 %; grey where the interval holds 0. It needs{" "}
        {LEAST_POINTS} steps.
      </p>
      <table>
        <thead>
          <tr>
            <Heading order="name" title="Class" />
            <Heading order="last" title={look.counted === "size" ? "Size" : "Objects"} />
            <th scope="col" class="number portion">
              Share
            </th>
            <Heading order="slope" title="Growth" />
            <th scope="col" class="number interval">
              95 %
            </th>
            {isAllocation && (
              <th scope="col" class="number allocation">
                Allocated by
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {visible.map((row) => (
            <Row key={row.name} row={row} isAllocation={isAllocation === true} />
          ))}
        </tbody>
      </table>
      <ShowMore count={rows.length} shown={shown} />
    </section>
  );
}

function Row({ row, isAllocation }: { row: ClassRow; isAllocation: boolean }) {
  const { heap: look } = query.value;
  const { name, last, share, slope } = row;
  const isChosen = name === look.chosen;
  const isSure = slope !== null && (slope.low > 0 || slope.high < 0);
  return (
    <tr class={isChosen ? "chosen" : undefined}>
      <th scope="row" class="name">
        <button
          type="button"
          aria-pressed={isChosen}
          title={`${name}\nShow in the chart`}
          onClick={() => go({ heap: { ...look, chosen: isChosen ? "" : name } })}
        >
          <span>{name}</span>
        </button>
      </th>
      <td class="number">{formatAmount(look.counted, last)}</td>
      <td class="number portion">{formatShare(share, 1)}</td>
      <td class={isSure ? "number" : "number quiet"}>
        {slope === null ? "too few steps" : formatSlope(look.counted, slope.perHour)}
      </td>
      <td class="number interval">{slope && slopeInterval(look.counted, slope)}</td>
      {isAllocation && (
        <td class="number allocation">
          <a
            {...linkTo({
              ...query.value,
              ...PLAIN,
              screen: "explore",
              measure: "alloc",
              search: simpleName(name),
            })}
          >
            Explore
          </a>
        </td>
      )}
    </tr>
  );
}

function Heading({ order, title }: { order: ClassOrder; title: string }) {
  return (
    <SortHeading
      title={title}
      kind={order === "name" ? "name" : "number"}
      isSorted={query.value.heap.order === order}
      onSort={() => go({ heap: { ...query.peek().heap, order } }, true)}
    />
  );
}

// Frames are named by the classes whose methods run; an array has none.
function simpleName(name: string): string {
  return name.replace(/(\[\])+$/, "").replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
