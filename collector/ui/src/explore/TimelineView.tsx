import { computed, type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Timeline } from "../api/answers";
import { fetchTimeline } from "../api/client";
import { useAnswer } from "../app/useAnswer";
import { theme } from "../flame/theme";
import { stateFill } from "../flame/threadState";
import { formatInstant } from "../format";
import { flamegraph, go, query, shownQuestion } from "../page/model";
import { partOf } from "../page/query";
import { stateTitle } from "../page/words";
import { chartIn, HEIGHT } from "./chart";
import { formatRate, type Rates, ratesOf, rateTitle } from "./rates";
import { moved } from "./span";

// Zooming in the graph draws nothing of the timeline anew.
const beside = computed(() => query.value.lines);
const ofNow = computed(() => !("fromMillis" in query.value.range));

/** The measure over the time range that is shown; a part of it is chosen by dragging, or by keys. */
export function TimelineView() {
  const question = new URLSearchParams(shownQuestion.value ?? undefined);
  question.delete("state"); // all of them, whichever the graph is narrowed to
  const { value, error, again } = useAnswer(String(question), (givenUp) =>
    fetchTimeline(question, givenUp),
  );
  const measure = flamegraph.value.value?.measure ?? "";
  if (error !== null && value === null) {
    return (
      <p class="timeline-problem" role="status">
        No timeline: {error}{" "}
        <button type="button" onClick={again}>
          Try again
        </button>
      </p>
    );
  }
  if (value === null)
    return <div class="timeline loading" style={{ height: `${HEIGHT + 24}px` }} />;
  return <Chart timeline={value} measure={measure} />;
}

interface ChartProps {
  readonly timeline: Timeline;
  readonly measure: string;
}

function Chart({ timeline, measure }: ChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const pointed = useSignal<number | null>(null);
  const rates = useMemo(() => ratesOf(timeline), [timeline]);
  const lines = beside.value;
  const from = timeline.fromMillis;
  const to = from + timeline.observedMillis.length * timeline.stepMillis;
  const choose = (fromMillis: number, toMillis: number): void =>
    go({ range: partOf(query.peek().range, fromMillis, toMillis), zoom: "" });

  useEffect(() => {
    if (element.current === null) return;
    const area = element.current;
    const chart = chartIn(area, {
      rates,
      measure,
      from: from / 1_000,
      to: to / 1_000,
      lines,
      theme: theme.value,
      onPoint: (step) => {
        pointed.value = step;
      },
      onSelect: choose,
    });
    const observer = new ResizeObserver(() =>
      chart.setSize({ width: area.clientWidth, height: HEIGHT }),
    );
    observer.observe(area);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [rates, measure, lines, theme.value]);

  const press = (event: KeyboardEvent): void => {
    const span = moved({ fromMillis: from, toMillis: to }, event.key);
    if (span === null) return;
    event.preventDefault();
    choose(span.fromMillis, span.toMillis);
  };
  return (
    <section class="timeline" aria-label="Timeline">
      <Legend rates={rates} measure={measure} pointed={pointed} />
      <div
        ref={element}
        class="timeline-chart"
        role="application"
        aria-roledescription="timeline"
        aria-label={`${summaryOf(rates, measure)} Left and right move the time range, plus and minus narrow and widen it.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it handles its own keys
        tabIndex={0}
        onKeyDown={press}
      />
    </section>
  );
}

interface LegendProps {
  readonly rates: Rates;
  readonly measure: string;
  readonly pointed: Signal<number | null>;
}

/** What the colours mean, and what they were worth where the cursor is. */
function Legend({ rates, measure, pointed }: LegendProps) {
  const step = pointed.value;
  const several = rates.states.length > 1;
  return (
    <p class="timeline-legend">
      <b>{capitalised(rateTitle(measure))}</b>
      {rates.states.map(({ state, rates: column }) => (
        <span key={state} class="state">
          {several && <i style={{ background: stateFill(state, theme.value) }} />}
          {several && stateTitle(state)}
          {step !== null && <b>{rateText(column[step] ?? null, measure)}</b>}
        </span>
      ))}
      {step !== null && <span class="quiet">{formatInstant(1_000 * rates.seconds[step])}</span>}
      {several && (
        <label class="check">
          <input
            type="checkbox"
            checked={!beside.value}
            onChange={(event) => go({ lines: !event.currentTarget.checked }, true)}
          />
          Stacked
        </label>
      )}
      {ofNow.value && <span class="quiet hint">Drag to choose a part</span>}
    </p>
  );
}

function rateText(rate: number | null, measure: string): string {
  return rate === null ? "not known" : formatRate(rate, measure);
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function summaryOf(rates: Rates, measure: string): string {
  const sums = rates.seconds.map((_, step) =>
    rates.states.reduce((sum, { rates: column }) => sum + (column[step] ?? 0), 0),
  );
  const most = sums.indexOf(Math.max(...sums));
  if (most < 0) return "Nothing over time.";
  return `${capitalised(rateTitle(measure))} over time: at most ${formatRate(sums[most], measure)}, at ${formatInstant(1_000 * rates.seconds[most])}.`;
}
