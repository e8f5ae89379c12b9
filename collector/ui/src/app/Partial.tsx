import { fetchAgents } from "../agents/agents";
import { flamegraph, query, shownQuestion, turningTo } from "../page/model";
import { linkTo } from "./follow";
import { namesOf, reportingUpTo } from "./reporting";
import { useAnswer } from "./useAnswer";

const ASKED = ["service", "from_millis", "to_millis", "label"];

/** Says so where some agents were not heard of up to the end of what is shown. */
export function Partial({ toMillis }: { toMillis: number }) {
  const question = new URLSearchParams(
    [...(shownQuestion.value ?? [])].filter(([name]) => ASKED.includes(name)),
  );
  // Each is judged by its own end: a range that moves on with the time keeps what it says meanwhile.
  const { value, error } = useAnswer(
    String(question),
    async (givenUp) => reportingUpTo(await fetchAgents(question, givenUp), toMillis),
    subjectNow(),
  );
  if (value === null || error !== null || value.says === "") return null;
  return (
    <p class="notice partial" role="status">
      <span title={namesOf(value.silent)}>{value.says}.</span>
      <a {...linkTo({ ...turningTo("agents"), range: query.value.range })}>Show agents</a>
    </p>
  );
}

function subjectNow(): string {
  const { service, range, labels } = flamegraph.value.asked ?? query.value;
  return JSON.stringify([service, range, labels]);
}
