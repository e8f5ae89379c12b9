import { points } from "./sparkline";

const WIDTH = 120;
const HEIGHT = 24;

interface SparklineProps {
  readonly values: readonly (number | null)[];
  readonly says: string; // for those who do not see it
}

/** Values over time, from 0 to the largest; gaps stay gaps. */
export function Sparkline({ values, says }: SparklineProps) {
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={says}
    >
      {points(values, WIDTH, HEIGHT).map((run) => (
        <g key={run[0].x}>
          <polygon points={outlined(run)} />
          <polyline points={run.map(({ x, y }) => `${x},${y}`).join(" ")} />
        </g>
      ))}
    </svg>
  );
}

function outlined(run: readonly { x: number; y: number }[]): string {
  const line = run.map(({ x, y }) => `${x},${y}`).join(" ");
  return `${run[0].x},${HEIGHT} ${line} ${run[run.length - 1].x},${HEIGHT}`;
}
