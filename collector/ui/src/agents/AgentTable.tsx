import { RuntimeChips } from "../app/RuntimeChips";
import { Wide } from "../app/Wide";
import { formatAge, formatCount, formatInstant, formatShare } from "../format";
import { nowMillis } from "../page/model";
import { type Agent, type Drop, isOld, isSilent } from "./agents";
import { dropWords, samplerReasonWords, samplerWords } from "./words";

/** A row for each agent, the one that reported last first. */
export function AgentTable({ agents }: { agents: readonly Agent[] }) {
  return (
    <Wide title="Agents">
      <table class="rows agents">
        <thead>
          <tr>
            <th scope="col">Instance</th>
            <th scope="col">Labels</th>
            <th scope="col">Agent</th>
            <th scope="col">Last report</th>
            <th scope="col" class="number">
              CPU
            </th>
            <th scope="col" class="number">
              Its own cost
            </th>
            <th scope="col">Sampler</th>
            <th scope="col">Lost</th>
          </tr>
        </thead>
        <tbody>
          {agents.map((agent) => (
            <Row key={agent.instance + agent.version} agent={agent} agents={agents} />
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function Row({ agent, agents }: { agent: Agent; agents: readonly Agent[] }) {
  const silent = isSilent(agent, nowMillis.value);
  const age = formatAge(nowMillis.value - agent.lastMillis);
  return (
    <tr>
      <th scope="row">
        <span class="cut" title={agent.instance}>
          {agent.instance}
        </span>{" "}
        <RuntimeChips runtimes={agent.runtimes} />
      </th>
      <td>
        {agent.labels.map((label) => (
          <span key={label} class="cut label" title={label}>
            {label}
          </span>
        ))}
      </td>
      <td>
        {agent.version || "–"}
        {isOld(agent, agents) && (
          <abbr class="tag" title="Others of this service run a newer version">
            older
          </abbr>
        )}
      </td>
      <td title={`the last window ended ${formatInstant(agent.lastMillis)}`}>
        {silent ? <span class="tag">silent, {age}</span> : age}
      </td>
      <td class="number">{cores(agent)}</td>
      <td class="number">
        {agent.processMicros > 0 ? formatShare(agent.agentMicros, agent.processMicros) : "–"}
      </td>
      <td title={samplerReasonWords(agent.samplerReason)}>{samplerWords(agent.sampler)}</td>
      <td>
        <Losses drops={agent.drops} />
      </td>
    </tr>
  );
}

function cores({ processMicros, observedMillis }: Agent): string {
  if (processMicros === 0 || observedMillis === 0) return "–";
  return `${(processMicros / observedMillis / 1_000).toFixed(2)} cores`;
}

function Losses({ drops }: { drops: readonly Drop[] }) {
  if (drops.length === 0) return <span class="quiet">nothing</span>;
  return (
    <ul>
      {drops.map((drop) => (
        <li key={drop.kind + drop.reason}>
          {formatCount(drop.count)} {dropWords(drop)}
        </li>
      ))}
    </ul>
  );
}
