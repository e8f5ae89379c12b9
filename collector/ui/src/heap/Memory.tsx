import { useMemo } from "preact/hooks";
import type { KnownColumn, Processes } from "../api/heap";
import { TimeChart } from "../chart/TimeChart";
import type { Theme } from "../flame/colour";
import { theme } from "../flame/theme";
import { formatBytes, formatInstant, formatMicros, formatShare } from "../format";
import { gcShares } from "./gcShares";
import { lastKnown } from "./layers";

const HEIGHT = 132;

/** Memory of a process and the share of time that garbage collection took. */
export function Memory({ processes }: { processes: Processes }) {
  const colours = theme.value;
  const charts = useMemo(() => chartsOf(processes, colours), [processes, colours]);
  const seconds = useMemo(
    () =>
      processes.observedMillis.map(
        (_, step) => (processes.fromMillis + (step + 0.5) * processes.stepMillis) / 1_000,
      ),
    [processes],
  );
  const to = processes.fromMillis + seconds.length * processes.stepMillis;
  const shown = charts.filter(({ series }) =>
    series.some(({ values }) => lastKnown(values) !== null),
  );
  if (shown.length === 0) return null;
  return (
    <div class="memory">
      {shown.map(({ title, says, series, format }) => (
        <section key={title}>
          <h2>{title}</h2>
          <p class="quiet">{says}</p>
          <TimeChart
            label={`${title} from ${formatInstant(processes.fromMillis)} to ${formatInstant(to)}. The list below says how it was last.`}
            seconds={seconds}
            from={processes.fromMillis / 1_000}
            to={to / 1_000}
            height={HEIGHT}
            series={series}
            format={format}
            binary={format === formatBytes}
            theme={colours}
          />
          <dl>
            {series.map(({ name, values, stroke, dash }) => (
              <div key={name}>
                <dt>
                  <i class={dash ? "dashed" : undefined} style={{ color: stroke }} /> {name}
                </dt>
                <dd>{lastText(values, format)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

interface MemoryChart {
  readonly title: string;
  readonly says: string;
  readonly series: readonly {
    readonly name: string;
    readonly values: KnownColumn;
    readonly stroke: string;
    readonly dash?: readonly number[];
  }[];
  readonly format: (value: number) => string;
}

function chartsOf(processes: Processes, colours: Theme): MemoryChart[] {
  const line = (hue: number): string => `hsl(${hue} 60% ${colours.lineLightness}%)`;
  return [
    {
      title: "Java heap",
      says: "Of one process; what is used includes garbage.",
      series: [
        { name: "used", values: processes.heapBytes, stroke: line(212) },
        {
          name: "highest of any process",
          values: processes.heapPeakBytes,
          stroke: line(28),
          dash: [4, 3],
        },
        {
          name: "smallest limit",
          values: processes.heapLimitBytes,
          stroke: colours.quiet,
          dash: [8, 4],
        },
      ],
      format: formatBytes,
    },
    {
      title: "Memory of the process",
      says: "Resident, of one process.",
      series: [{ name: "resident", values: processes.residentBytes, stroke: line(150) }],
      format: formatBytes,
    },
    {
      title: "Garbage collection",
      says: `Share of the time; ${gcText(processes)}`,
      series: [{ name: "share of time", values: gcShares(processes), stroke: line(285) }],
      format: (share) => formatShare(share, 1),
    },
  ];
}

function gcText({ gcCount, gcMicros }: Processes): string {
  const count = gcCount.reduce((sum, value) => sum + value, 0);
  const micros = gcMicros.reduce((sum, value) => sum + value, 0);
  return `${Math.round(count).toLocaleString("en-US")} collections in this range took ${formatMicros(micros)}.`;
}

function lastText(values: KnownColumn, format: (value: number) => string): string {
  const last = lastKnown(values);
  return last === null ? "not known" : format(last);
}
