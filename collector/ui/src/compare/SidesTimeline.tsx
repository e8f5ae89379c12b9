import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Timeline } from "../api/answers";
import { fetchTimeline } from "../api/client";
import { useAnswer } from "../app/useAnswer";
import { TimeChart } from "../chart/TimeChart";
import { formatRate, ratesOf, rateTitle } from "../explore/rates";
import { theme } from "../flame/theme";
import { formatInstant } from "../format";
import type { Span } from "../page/comparison";
import { go, query } from "../page/model";
import { measureOf, questionOf } from "../page/query";

const HEIGHT = 116;
const FILLS = { before: "hsl(212 80% 55% / 0.22)", after: "hsl(28 90% 50% / 0.22)" };

interface SidesTimelineProps {
  readonly before: Span;
  readonly after: Span;
  readonly whole: Span; // that holds both
}

/** The measure over the time of both sides. Dragging chooses the time of one of them. */
export function SidesTimeline({ before, after, whole }: SidesTimelineProps) {
  const dragged = useSignal<"before" | "after">("after");
  const asked = query.value;
  const question = questionOf(asked, Date.now());
  question.delete("state");
  question.set("from_millis", String(whole.fromMillis));
  question.set("to_millis", String(whole.toMillis));
  const { value, error, again } = useAnswer(
    asked.service === "" ? "" : String(question),
    (givenUp) => fetchTimeline(question, givenUp),
  );
  const measure = measureOf(asked.measure);
  if (value === null) {
    return (
      <div class="sides-timeline loading">
        {error !== null && (
          <p role="status">
            No timeline: {error}{" "}
            <button type="button" onClick={again}>
              Try again
            </button>
          </p>
        )}
      </div>
    );
  }
  return (
    <section class="sides-timeline" aria-label="Timeline">
      <div class="timeline-legend">
        <b>{rateTitle(measure)}</b>
        <span class="quiet">Dragging chooses the time of</span>
        <fieldset class="segments">
          <legend>Dragging chooses the time of</legend>
          {(["before", "after"] as const).map((side) => (
            <button
              key={side}
              type="button"
              aria-pressed={dragged.value === side}
              onClick={() => {
                dragged.value = side;
              }}
            >
              {side === "before" ? "A" : "B"}
            </button>
          ))}
        </fieldset>
      </div>
      <Chart
        timeline={value}
        measure={measure}
        before={before}
        after={after}
        onSelect={(span) =>
          go({
            comparison: {
              ...query.peek().comparison,
              [dragged.value]: { ...query.peek().comparison[dragged.value], span },
            },
            zoom: "",
          })
        }
      />
    </section>
  );
}

interface ChartProps extends Omit<SidesTimelineProps, "whole"> {
  readonly timeline: Timeline;
  readonly measure: string;
  readonly onSelect: (span: Span) => void;
}

function Chart({ timeline, measure, before, after, onSelect }: ChartProps) {
  const colours = theme.value;
  const { seconds, series } = useMemo(() => {
    const rates = ratesOf(timeline);
    const sums = rates.seconds.map((_, step) =>
      timeline.observedMillis[step] > 0
        ? rates.states.reduce((sum, { rates: column }) => sum + (column[step] ?? 0), 0)
        : null,
    );
    return { seconds: rates.seconds, series: [{ values: sums, stroke: colours.quiet }] };
  }, [timeline, colours]);
  const bands = useMemo(
    () => [
      { ...inSeconds(before), fill: FILLS.before, name: "A" },
      { ...inSeconds(after), fill: FILLS.after, name: "B" },
    ],
    [before.fromMillis, before.toMillis, after.fromMillis, after.toMillis],
  );
  const to = timeline.fromMillis + timeline.observedMillis.length * timeline.stepMillis;
  return (
    <TimeChart
      label={`${rateTitle(measure)} from ${formatInstant(timeline.fromMillis)} to ${formatInstant(to)}; A and B are marked. The fields above choose their times.`}
      seconds={seconds}
      from={timeline.fromMillis / 1_000}
      to={to / 1_000}
      height={HEIGHT}
      series={series}
      bands={bands}
      format={(rate) => formatRate(rate, measure)}
      theme={colours}
      onSelect={(fromMillis, toMillis) => onSelect({ fromMillis, toMillis })}
    />
  );
}

function inSeconds({ fromMillis, toMillis }: Span) {
  return { from: fromMillis / 1_000, to: toMillis / 1_000 };
}
