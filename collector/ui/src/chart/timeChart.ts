import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Theme } from "../flame/colour";
import { timeAxes } from "./axes";

const HEADROOM = 1.1;
const NARROWEST_SELECTION = 5; // pixels: less is a click

/** A column over time; null is a gap. */
export interface TimeSeries {
  readonly values: readonly (number | null)[];
  readonly stroke: string;
  readonly fill?: string; // down to 0
  readonly dash?: readonly number[];
}

/** A part of time that stands out. */
export interface TimeBand {
  readonly from: number; // seconds, as to
  readonly to: number;
  readonly fill: string;
  readonly name: string;
}

/** What a chart over time shows, and whom it tells. */
export interface TimeChartOptions {
  readonly seconds: readonly number[]; // Unix time of each step
  readonly from: number;
  readonly to: number;
  readonly height: number;
  readonly series: readonly TimeSeries[]; // later ones cover earlier ones
  readonly bands?: readonly TimeBand[];
  readonly format: (value: number) => string; // of the vertical axis
  readonly binary?: boolean; // whether that goes by powers of two, as bytes do
  readonly theme: Theme;
  readonly onPoint?: (step: number | null) => void;
  readonly onPick?: (step: number, value: number) => void;
  readonly onSelect?: (fromMillis: number, toMillis: number) => void;
}

/** Draws columns over time into an element, in its width, until it is destroyed. */
export function timeChartIn(element: HTMLElement, options: TimeChartOptions): uPlot {
  const { seconds, series, from, to, theme, format, binary, onSelect } = options;
  const data: [number[], ...(number | null)[][]] = [
    [...seconds],
    ...series.map(({ values }) => [...values]),
  ];
  const chart = new uPlot(
    {
      width: element.clientWidth,
      height: options.height,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: onSelect !== undefined, y: false, setScale: false },
      },
      scales: {
        x: { range: [from, to] },
        y: { range: (_, __, most) => [0, most > 0 ? HEADROOM * most : 1] },
      },
      axes: timeAxes(theme, 72, format, binary ? POWERS_OF_TWO : undefined),
      series: [
        {},
        ...series.map(({ stroke, fill, dash }) => ({
          stroke,
          width: fill ? 1 : 1.5,
          dash: [...(dash ?? [])],
          ...(fill && { fill }),
          points: { size: 4, fill: stroke },
        })),
      ],
      hooks: {
        drawClear: [(drawn) => drawBands(drawn, options)],
        setCursor: [(shown) => options.onPoint?.(shown.cursor.idx ?? null)],
        setSelect: [(shown) => onSelect && select(shown, onSelect)],
      },
    },
    data,
    element,
  );
  chart.over.addEventListener("click", () => pick(chart, options));
  return chart;
}

const POWERS_OF_TWO = Array.from({ length: 50 }, (_, power) => 2 ** power);

function drawBands({ ctx, bbox, valToPos }: uPlot, { bands = [], theme }: TimeChartOptions): void {
  for (const { from, to, fill, name } of bands) {
    const left = Math.max(bbox.left, valToPos(from, "x", true));
    const right = Math.min(bbox.left + bbox.width, valToPos(to, "x", true));
    if (right <= left) continue;
    ctx.fillStyle = fill;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.fillStyle = theme.text;
    ctx.font = `${Math.round(12 * devicePixelRatio)}px system-ui, sans-serif`;
    ctx.textBaseline = "top";
    ctx.textAlign = "left";
    ctx.fillText(name, left + 4 * devicePixelRatio, bbox.top + 2 * devicePixelRatio);
  }
}

function select(chart: uPlot, onSelect: (fromMillis: number, toMillis: number) => void): void {
  const { left, width } = chart.select;
  if (width < NARROWEST_SELECTION) return;
  const [from, to] = [left, left + width].map((at) => Math.round(chart.posToVal(at, "x")));
  chart.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  if (from < to) onSelect(1_000 * from, 1_000 * to);
}

function pick(chart: uPlot, { onPick }: TimeChartOptions): void {
  const { idx, top } = chart.cursor;
  if (idx !== undefined && idx !== null && top !== undefined && top >= 0) {
    onPick?.(idx, chart.posToVal(top, "y"));
  }
}
