import { useEffect, useRef } from "preact/hooks";
import { type TimeChartOptions, timeChartIn } from "./timeChart";

interface TimeChartProps extends TimeChartOptions {
  readonly label: string; // for those who do not see it
}

/** Columns over time in the width that there is. Whatever can be done with the pointer, others offer too. */
export function TimeChart({ label, ...options }: TimeChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const latest = useRef(options);
  latest.current = options;
  const { seconds, series, bands, theme, from, to, height } = options;
  useEffect(() => {
    if (element.current === null) return;
    const area = element.current;
    const chart = timeChartIn(area, {
      ...latest.current,
      onPoint: (step) => latest.current.onPoint?.(step),
      onPick: (step, value) => latest.current.onPick?.(step, value),
      ...(latest.current.onSelect && {
        onSelect: (a: number, b: number) => latest.current.onSelect?.(a, b),
      }),
    });
    const observer = new ResizeObserver(() => chart.setSize({ width: area.clientWidth, height }));
    observer.observe(area);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [seconds, series, bands, theme, from, to, height]);
  return (
    <div
      ref={element}
      class="time-chart"
      style={{ height: `${height}px` }}
      role="img"
      aria-label={label}
    />
  );
}
