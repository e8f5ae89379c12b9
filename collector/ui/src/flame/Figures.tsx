import type { Unit } from "../api/answers";
import { formatShare, formatValue } from "../format";
import type { Numbers } from "../page/look";
import { corePrice, formatDollars, monthlyCostOf } from "../page/price";

/** How the figures of a table are written. */
export interface Figures {
  readonly unit: Unit;
  readonly whole: number; // what shares are of
  readonly numbers: Numbers;
  readonly seenMillis: number; // how long it took; 0 where cost makes no sense
}

/** One value of a table, as a value, a share or both. */
export function ValueCell({ figures, value }: { figures: Figures; value: number }) {
  const { unit, whole, numbers } = figures;
  return (
    <td class="number">
      {numbers !== "shares" && <span class="value">{formatValue(value, unit)}</span>}
      {numbers !== "values" && <span class="share">{formatShare(value, whole)}</span>}
    </td>
  );
}

/** What this much CPU time costs in a month; nothing where cost makes no sense. */
export function CostCell({ figures, cpuMicros }: { figures: Figures; cpuMicros: number }) {
  if (figures.seenMillis <= 0) return null;
  const dollars = monthlyCostOf(cpuMicros, figures.seenMillis, corePrice.value);
  return <td class="number cost">{formatDollars(dollars)}</td>;
}

/** The heading over CostCell. */
export function CostHeading({ figures }: { figures: Figures }) {
  if (figures.seenMillis <= 0) return null;
  return (
    <th scope="col" class="number cost">
      Cost a month
    </th>
  );
}
