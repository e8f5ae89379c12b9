import { AnswerState, Waiting } from "../app/AnswerState";
import { TimeRange } from "../app/TimeRange";
import { useAnswer } from "../app/useAnswer";
import { query } from "../page/model";
import { type Range, windowOf } from "../page/query";
import { AgentTable } from "./AgentTable";
import { fetchAgents } from "./agents";
import { SettingsPanel } from "./SettingsPanel";

/** Who reports for a service, what each costs and lost, and what is asked of them. */
export function Agents() {
  const { service, range } = query.value;
  const agents = useAnswer(JSON.stringify([service, range]), (givenUp) =>
    fetchAgents(agentsQuestion(service, range), givenUp),
  );
  const { value, loading } = agents;
  return (
    <main id="content" class="screen" tabIndex={-1} aria-busy={loading}>
      <header class="top-bar">
        <h2 title={service}>{service}</h2>
        <TimeRange />
      </header>
      <AnswerState {...agents} onRetry={agents.again} />
      {value === null && loading && <Waiting says="Loading agents" />}
      {value !== null && value.length === 0 && (
        <p class="empty">No agent of {service} reported in this range.</p>
      )}
      {value !== null && value.length > 0 && <AgentTable agents={value} />}
      <SettingsPanel service={service} />
    </main>
  );
}

function agentsQuestion(service: string, range: Range): URLSearchParams {
  const { fromMillis, toMillis } = windowOf(range, Date.now());
  return new URLSearchParams({
    service,
    from_millis: String(fromMillis),
    to_millis: String(toMillis),
  });
}
