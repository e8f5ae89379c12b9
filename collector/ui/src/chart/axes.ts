import type uPlot from "uplot";
import type { Theme } from "../flame/colour";
import { formatMark } from "../format";

/** An axis of times in seconds, and one of values, `size` pixels wide. */
export function timeAxes(
  theme: Theme,
  size: number,
  format: (value: number) => string,
  incrs?: readonly number[],
): uPlot.Axis[] {
  const common = {
    stroke: theme.quiet,
    grid: { stroke: theme.quiet, width: 0.25 },
    ticks: { show: false },
    font: "11px system-ui, sans-serif",
  };
  return [
    {
      ...common,
      size: 22,
      gap: 2,
      space: 64,
      values: (_, seconds, __, ___, apart) =>
        seconds.map((second) => formatMark(1_000 * second, apart)),
    },
    {
      ...common,
      size,
      gap: 4,
      space: 28,
      values: (_, values) => values.map(format),
      ...(incrs && { incrs: [...incrs] }),
    },
  ];
}
