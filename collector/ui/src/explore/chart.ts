import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { timeAxes } from "../chart/axes";
import type { Theme } from "../flame/colour";
import { stateEdge, stateFill, stateLine } from "../flame/threadState";
import { formatRate, type Rate, type Rates, stacked } from "./rates";

export const HEIGHT = 116;

const HALF = 0.499; // of a step: its end lies just before the start of the next
const NARROWEST_SELECTION = 5; // pixels: less is a click

/** What a chart of rates shows, and whom it tells. */
export interface ChartOptions {
  readonly rates: Rates;
  readonly measure: string;
  readonly from: number; // seconds, as to
  readonly to: number;
  readonly lines: boolean; // beside, else on top of each other
  readonly theme: Theme;
  readonly onPoint: (step: number | null) => void;
  readonly onSelect: (fromMillis: number, toMillis: number) => void;
}

/** Draws rates over time into an element, in its width, until it is destroyed. */
export function chartIn(element: HTMLElement, options: ChartOptions): uPlot {
  const { rates, theme, from, to } = options;
  const step = (to - from) / rates.seconds.length;
  const drawn = options.lines ? rates : stacked(rates);
  // On a stack the last reaches highest and is drawn first, so that the others cover it.
  const states = [...drawn.states].reverse();
  const data: [number[], ...Rate[][]] = [
    rates.seconds.flatMap((middle) => [middle - HALF * step, middle + HALF * step]),
    ...states.map(({ rates: column }) => column.flatMap((rate) => [rate, rate])),
  ];
  return new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false, setScale: false } },
      scales: { x: { range: [from, to] }, y: { range: (_, __, most) => [0, most > 0 ? most : 1] } },
      axes: timeAxes(theme, 64, (rate) => formatRate(rate, options.measure)),
      series: [
        {},
        ...states.map(({ state }) => ({
          stroke: stateLine(state, theme),
          width: 1,
          dash: options.lines ? [...stateEdge(state)] : [],
          ...(!options.lines && { fill: stateFill(state, theme) }),
          points: { show: false },
        })),
      ],
      hooks: {
        setCursor: [(chart) => options.onPoint(stepOf(chart.cursor.idx))],
        setSelect: [(chart) => select(chart, options.onSelect)],
      },
    },
    data,
    element,
  );
}

// Each step is drawn from its start to its end, so that one alone between gaps is seen, too.
function stepOf(index: number | null | undefined): number | null {
  return typeof index === "number" ? index >> 1 : null;
}

function select(chart: uPlot, onSelect: ChartOptions["onSelect"]): void {
  const { left, width } = chart.select;
  if (width < NARROWEST_SELECTION) return;
  const [from, to] = [left, left + width].map((at) => Math.round(chart.posToVal(at, "x")));
  if (from < to) onSelect(1_000 * from, 1_000 * to);
}
