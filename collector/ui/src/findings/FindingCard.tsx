import { linkTo } from "../app/follow";
import { exactly } from "../flame/search";
import { formatCount, formatInstant, formatShare } from "../format";
import { query } from "../page/model";
import { corePrice, formatDollars, MONTH, monthlyCostOf } from "../page/price";
import { MEASURES, type Query } from "../page/query";
import { measureTitle } from "../page/words";
import { DismissForm, Reopen } from "./Decide";
import { Evidence } from "./Evidence";
import { placeName } from "./evidence";
import type { Finding } from "./findings";
import { Marked } from "./Marked";
import { isPage } from "./marked";

interface FindingCardProps {
  readonly finding: Finding;
  readonly onDecided: () => void;
}

/** One finding: what, why, how much, where, and what to do. */
export function FindingCard({ finding, onDecided }: FindingCardProps) {
  const { title, severity, kind, why, fix, example, links, status } = finding;
  return (
    <article class={`finding ${severity}`} aria-labelledby={`finding-${finding.id}`}>
      <header>
        <h3 id={`finding-${finding.id}`}>{title}</h3>
        <span class={`severity ${severity}`}>{severity}</span>
        <span class="quiet">{kind}</span>
      </header>
      <Worth finding={finding} />
      <p>
        <Marked text={why} />
      </p>
      <Evidence finding={finding} />
      {fix !== "" && (
        <p>
          <b>What to do.</b> <Marked text={fix} />
        </p>
      )}
      {example !== "" && (
        <pre>
          <code>{example}</code>
        </pre>
      )}
      <p class="links">
        {placeName(finding) !== "" && <a {...linkTo(shownIn(finding))}>Show in flame graph</a>}
        {links.filter(isPage).map((link) => (
          <a key={link} href={link} rel="noreferrer" target="_blank">
            {link.replace(/^https?:\/\//, "")}
          </a>
        ))}
      </p>
      {status === "open" ? (
        <DismissForm finding={finding} onDecided={onDecided} />
      ) : (
        <Reopen finding={finding} onDecided={onDecided} />
      )}
    </article>
  );
}

/** How much it is, what that costs, and on what that rests. */
function Worth({ finding }: { finding: Finding }) {
  const { share, measure, samples, value, spanMillis, fromMillis, toMillis } = finding;
  const { expected, firstMillis } = finding;
  if (expected !== null) {
    return (
      <p>
        <b>{figure(expected.observed)}</b> {finding.unit}; expected {figure(expected.low)} to{" "}
        {figure(expected.high)}. Since {formatInstant(firstMillis)}.
      </p>
    );
  }
  const dollars = monthlyCostOf(value, spanMillis || toMillis - fromMillis, corePrice.value);
  return (
    <p>
      <b>{formatShare(share, 1)}</b> of {measureTitle(measure)}
      {measure === "cpu_time" && (
        <>
          , <b title={MONTH}>{formatDollars(dollars)}</b> a month at ${corePrice.value} per core and
          hour
        </>
      )}
      {samples > 0 && <>, by {formatCount(samples)} samples</>} from {formatInstant(fromMillis)} to{" "}
      {formatInstant(toMillis)}; first seen {formatInstant(firstMillis)}.
    </p>
  );
}

function figure(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-US");
}

/** The flame graph of the finding's range and measure, its place marked. */
function shownIn(finding: Finding): Query {
  const { service, measure, states, fromMillis, toMillis } = finding;
  const allocates = measure === "heap_used" || measure === "gc_share";
  const otherwise = allocates ? "alloc" : "cpu";
  const key = MEASURES.find((known) => known.measure === measure)?.key ?? otherwise;
  return {
    ...query.value,
    screen: "explore",
    service,
    measure: key,
    state: key === "wall" && states.length === 1 ? states[0] : "",
    labels: [],
    range: { fromMillis, toMillis },
    search: exactly(placeName(finding)),
    zoom: "",
  };
}
