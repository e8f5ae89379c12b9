import { linkTo } from "../app/follow";
import { RuntimeChips } from "../app/RuntimeChips";
import { Wide } from "../app/Wide";
import { lookOfRuntime } from "../flame/language";
import { exactly } from "../flame/search";
import { formatAge, formatCount, formatInstant, formatShare } from "../format";
import { choosing, nowMillis } from "../page/model";
import { corePrice, formatDollars, MONTH, monthlyCostOf } from "../page/price";
import { coveredMillis, cpuOf, type Glance, type HotSpot, type Overview } from "./overview";
import { Sparkline } from "./Sparkline";

interface GlancesProps {
  readonly overview: Overview;
}

/** A row for each service. */
export function Glances({ overview }: GlancesProps) {
  const { services, count } = overview;
  if (services.length === 0) {
    return <p class="empty">No service reported in this range. Choose a longer one.</p>;
  }
  return (
    <>
      <Wide title="Services">
        <table class="rows glances">
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col">CPU of a process</th>
              <th scope="col">Agents</th>
              <th scope="col">Their cost</th>
              <th scope="col">Hottest function</th>
              <th scope="col">Findings</th>
              <th scope="col" class="number" title={MONTH}>
                Per month
              </th>
            </tr>
          </thead>
          <tbody>
            {services.map((glance) => (
              <Row key={glance.service} glance={glance} />
            ))}
          </tbody>
        </table>
      </Wide>
      {count > services.length && (
        <p class="quiet">
          {formatCount(services.length)} of {formatCount(count)} services, those with the most
          profiles.
        </p>
      )}
      <p class="quiet assumption">
        CPU is what samples account for, in cores. An agent's cost is the CPU time of its own
        threads and an estimate of what taking samples cost the program's, as a share of the
        program's. {MONTH} Memory, idle cores and discounts are not in it.
      </p>
    </>
  );
}

function Row({ glance }: { glance: Glance }) {
  return (
    <tr>
      <th scope="row">
        <a class="cut" {...linkTo(choosing(glance.service))} title={glance.service}>
          {glance.service}
        </a>{" "}
        <RuntimeChips runtimes={glance.runtimes} />
      </th>
      <td>
        <Cpu cores={glance.cores} />
      </td>
      <td>
        <Reporting glance={glance} />
      </td>
      <td>
        {glance.processMicros > 0 ? formatShare(glance.agentMicros, glance.processMicros) : "–"}
      </td>
      <td>{glance.hottest ? <Hottest glance={glance} spot={glance.hottest} /> : "–"}</td>
      <td>
        <OpenFindings service={glance.service} open={glance.openFindings} />
      </td>
      <td class="number">
        {formatDollars(monthlyCostOf(cpuOf(glance), coveredMillis(glance), corePrice.value))}
      </td>
    </tr>
  );
}

function OpenFindings({ service, open }: { service: string; open: number }) {
  if (open === 0) return <span class="quiet">none open</span>;
  return <a {...linkTo({ ...choosing(service), screen: "findings" })}>{formatCount(open)} open</a>;
}

function Cpu({ cores }: { cores: readonly (number | null)[] }) {
  const known = cores.filter((value) => value !== null);
  if (known.length === 0) return <>–</>;
  const now = known[known.length - 1].toFixed(2);
  const most = Math.max(...known).toFixed(2);
  return (
    <span class="cpu" title={`at most ${most} cores`}>
      <Sparkline values={cores} says={`${now} cores at last, ${most} at most`} />
      {now}
    </span>
  );
}

function Reporting({ glance }: { glance: Glance }) {
  const { reporting, instances, lastMillis } = glance;
  const since = `last profile ended ${formatInstant(lastMillis)}`;
  if (reporting === 0) {
    return (
      <span class="tag" title={since}>
        silent for {formatAge(nowMillis.value - lastMillis).replace(" ago", "")}
      </span>
    );
  }
  return (
    <span title={since}>
      {reporting === instances ? formatCount(reporting) : `${reporting} of ${instances}`}
    </span>
  );
}

function Hottest({ glance, spot }: { glance: Glance; spot: HotSpot }) {
  const look = lookOfRuntime(spot.language);
  const shown = {
    ...choosing(glance.service),
    screen: "explore",
    search: exactly(spot.name),
  } as const;
  return (
    <span class="hottest">
      <abbr class={`chip chip-${look.name.toLowerCase()}`} title={look.name}>
        {look.chip}
      </abbr>
      <a {...linkTo(shown)} title={`${spot.name}, ${formatCount(spot.samples)} samples`}>
        {spot.label}
      </a>
      <span>{formatShare(spot.selfMicros, glance.sampledMicros)}</span>
    </span>
  );
}
