import { useMemo } from "preact/hooks";
import { fetchLabels } from "../api/labels";
import { useAnswer } from "../app/useAnswer";
import { formatInstant } from "../format";
import type { Span } from "../page/comparison";
import { go, query } from "../page/model";
import { withLabel } from "../page/query";
import { type Deployment, deploymentsOf, VERSION } from "./deployments";

const MOST = 5;

interface DeploymentsProps {
  readonly whole: Span; // that holds both sides
}

/** The changes of the version in the time of both sides, each a way to compare before and after it. */
export function Deployments({ whole }: DeploymentsProps) {
  const { service } = query.value;
  const question = new URLSearchParams({
    service,
    from_millis: String(whole.fromMillis),
    to_millis: String(whole.toMillis),
  });
  const { value, error, again } = useAnswer(service === "" ? "" : String(question), (givenUp) =>
    fetchLabels(question, givenUp),
  );
  const found = useMemo(() => deploymentsOf(value ?? []), [value]);
  if (error !== null) {
    return (
      <p class="deployments" role="status">
        Deployments are not known: {error}{" "}
        <button type="button" onClick={again}>
          Try again
        </button>
      </p>
    );
  }
  if (value === null) return <p class="deployments quiet">Looking for deployments…</p>;
  if (found.length === 0) {
    return (
      <p class="deployments quiet">
        No deployment in this time: the label <code>{VERSION}</code> does not change.
      </p>
    );
  }
  return (
    <p class="deployments">
      <span>Deployments:</span>
      {found.slice(0, MOST).map((one) => (
        <button
          key={`${one.from} ${one.to}`}
          type="button"
          aria-pressed={isCompared(one)}
          title={`Compare ${VERSION}=${one.from} with ${VERSION}=${one.to}, wherever they ran in this time`}
          onClick={() => compare(one, whole)}
        >
          {one.from} → {one.to} at {formatInstant(one.atMillis)}
        </button>
      ))}
      {found.length > MOST && <span class="quiet">and {found.length - MOST} earlier</span>}
    </p>
  );
}

// Both versions in all of the time: while one replaces the other, both run.
function compare({ from, to }: Deployment, span: Span): void {
  const { comparison, labels } = query.peek();
  go({
    labels: withLabel(labels, VERSION, ""),
    comparison: {
      ...comparison,
      before: { span, labels: withLabel(comparison.before.labels, VERSION, from) },
      after: { span, labels: withLabel(comparison.after.labels, VERSION, to) },
    },
    zoom: "",
  });
}

function isCompared({ from, to }: Deployment): boolean {
  const { before, after } = query.value.comparison;
  return before.labels.includes(`${VERSION}=${from}`) && after.labels.includes(`${VERSION}=${to}`);
}
