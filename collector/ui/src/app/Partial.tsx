import { fetchAgents } from "../agents/agents";
import { query, shownQuestion, turningTo } from "../page/model";
import { linkTo } from "./follow";
import { namesOf, reportingUpTo } from "./reporting";
import { useAnswer } from "./useAnswer";

const ASKED = ["service", "from_millis", "to_millis", "label"];

/** Says so where some agents were not heard of up to the end of what is shown. */
export function Partial({ toMillis }: { toMillis: number }) {
  const question = new URLSearchParams(
    [...(shownQuestion.value ?? [])].filter(([name]) => ASKED.includes(name)),
  );
  const { value } = useAnswer(String(question), (givenUp) => fetchAgents(question, givenUp));
  const { says, silent } = reportingUpTo(value ?? [], toMillis);
  if (says === "") return null;
  return (
    <p class="notice partial" role="status">
      <span title={namesOf(silent)}>{says}.</span>
      <a {...linkTo({ ...turningTo("agents"), range: query.value.range })}>Show agents</a>
    </p>
  );
}
