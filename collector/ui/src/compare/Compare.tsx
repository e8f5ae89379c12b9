import { useMemo } from "preact/hooks";
import { type Difference, differenceUrl, fetchDifference } from "../api/difference";
import { AnswerState, Waiting } from "../app/AnswerState";
import { Stale } from "../app/Stale";
import { TimeRange } from "../app/TimeRange";
import { LabelFilter, MeasureChoice, StateFilter } from "../app/TopBar";
import { useAnswer } from "../app/useAnswer";
import { saveText } from "../download";
import { around, differenceQuestion, spansOf } from "../page/comparison";
import { PLAIN } from "../page/look";
import { nowMillis, query, selected } from "../page/model";
import { addressOf, windowOf } from "../page/query";
import { ChangedMost } from "./ChangedMost";
import { changesCsv, rankedChanges } from "./changes";
import { Deployments } from "./Deployments";
import { DifferenceView } from "./DifferenceView";
import { NothingToCompare } from "./NothingToCompare";
import { Sides } from "./Sides";
import { SidesTimeline } from "./SidesTimeline";
import { Verdict } from "./Verdict";

const ROWS = 1_000;

/** Two selections of one service: what became dearer or cheaper, and how sure that is. */
export function Compare() {
  const asked = query.value;
  const key = addressOf({
    ...asked,
    ...PLAIN,
    comparison: { ...asked.comparison, width: "both", order: "change" },
  });
  const answer = useAnswer(asked.service === "" ? "" : key, (givenUp) =>
    fetchDifference(questionNow(), givenUp),
  );
  const { value, loading, loadedMillis, again } = answer;
  // What was asked about the last so many minutes stays where it was asked.
  const askedMillis = useMemo(() => Date.now(), [key, loadedMillis]);
  const spans = value ?? spansOf(asked.comparison, windowOf(asked.range, askedMillis));
  const whole = around(spans.before, spans.after);
  return (
    <main id="content" class="explore compare" tabIndex={-1} aria-busy={loading}>
      <header class="top-bar">
        <h2 title={asked.service}>{asked.service}</h2>
        <TimeRange />
        <MeasureChoice />
        <StateFilter />
        <LabelFilter />
        <span class="actions">
          <button type="button" onClick={again}>
            Refresh
          </button>
          {value !== null && <Downloads difference={value} />}
        </span>
      </header>
      <AnswerState {...answer} onRetry={again} />
      <Sides before={spans.before} after={spans.after} difference={value} />
      <SidesTimeline before={spans.before} after={spans.after} whole={whole} />
      <Deployments whole={whole} />
      {value === null && loading && <Waiting says="Comparing" />}
      {value !== null && selected.value && <Stale />}
      {value !== null && <Answer difference={value} />}
    </main>
  );
}

function Answer({ difference }: { difference: Difference }) {
  if (difference.before.samples === 0 || difference.after.samples === 0) {
    return <NothingToCompare difference={difference} known={selected.value} />;
  }
  return (
    <>
      <Verdict difference={difference} />
      <DifferenceView difference={difference} />
      <ChangedMost difference={difference} />
    </>
  );
}

function questionNow(): URLSearchParams {
  const question = differenceQuestion(query.peek(), Date.now());
  question.set("limit", String(ROWS));
  return question;
}

function Downloads({ difference }: { difference: Difference }) {
  const { service } = difference;
  const { comparison } = query.value;
  const { functions } = difference;
  const asked = differenceQuestion(
    {
      ...query.value,
      comparison: {
        ...comparison,
        before: { ...comparison.before, span: difference.before },
        after: { ...comparison.after, span: difference.after },
      },
    },
    nowMillis.value,
  );
  return (
    <>
      <a class="button" href={differenceUrl(asked)} download={`${service}-difference.json`}>
        JSON
      </a>
      <button
        type="button"
        onClick={() =>
          saveText(
            `${service}-changes.csv`,
            "text/csv",
            changesCsv(functions, rankedChanges(functions, comparison.order)),
          )
        }
      >
        CSV
      </button>
    </>
  );
}
