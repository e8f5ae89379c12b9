import { useSignal } from "@preact/signals";
import { AnswerState, Waiting } from "../app/AnswerState";
import { TimeRange } from "../app/TimeRange";
import { useAnswer } from "../app/useAnswer";
import { formatCount, formatInstant } from "../format";
import { CorePrice } from "../page/CorePrice";
import { messageOf, query } from "../page/model";
import { windowOf } from "../page/query";
import { FindingCard } from "./FindingCard";
import { analyse, type Checked, type Finding, type Findings, fetchFindings } from "./findings";

/** What analyses found in a service: the open by their share, then what is not open. */
export function FindingsScreen() {
  const { service } = query.value;
  const answer = useAnswer(`findings of ${service}`, (givenUp) => fetchFindings(service, givenUp));
  const { value, loading, again } = answer;
  return (
    <main id="content" class="screen" tabIndex={-1} aria-busy={loading}>
      <header class="top-bar">
        <h2 title={service}>{service}</h2>
        <TimeRange />
        <CorePrice />
        <span class="actions">
          <AnalyseButton service={service} onAnalysed={again} />
        </span>
      </header>
      <AnswerState {...answer} onRetry={again} />
      {value === null && loading && <Waiting says="Loading findings" />}
      {value !== null && <Found found={value} onDecided={again} />}
    </main>
  );
}

/** Has the chosen range analysed now; hourly analysis does the same by itself. */
function AnalyseButton({ service, onAnalysed }: { service: string; onAnalysed: () => void }) {
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);
  const start = async (): Promise<void> => {
    busy.value = true;
    const { fromMillis, toMillis } = windowOf(query.peek().range, Date.now());
    try {
      await analyse(
        new URLSearchParams({
          service,
          from_millis: String(fromMillis),
          to_millis: String(toMillis),
        }),
      );
      refusal.value = null;
      onAnalysed();
    } catch (cause) {
      refusal.value = messageOf(cause);
    } finally {
      busy.value = false;
    }
  };
  return (
    <>
      {refusal.value !== null && (
        <span class="refusal" role="alert">
          {refusal.value}
        </span>
      )}
      <button type="button" disabled={busy.value} onClick={start}>
        {busy.value ? "Analysing…" : "Analyse this range"}
      </button>
    </>
  );
}

function Found({ found, onDecided }: { found: Findings; onDecided: () => void }) {
  const open = found.findings.filter(({ status }) => status === "open");
  const others = found.findings.filter(({ status }) => status !== "open");
  return (
    <>
      <CheckedLine checked={found.checked} nothing={open.length === 0} />
      <Cards findings={open} onDecided={onDecided} />
      {others.length > 0 && (
        <details class="others">
          <summary>{formatCount(others.length)} dismissed or gone</summary>
          <Cards findings={others} onDecided={onDecided} />
        </details>
      )}
    </>
  );
}

function Cards({ findings, onDecided }: { findings: readonly Finding[]; onDecided: () => void }) {
  return (
    <>
      {findings.map((finding) => (
        <FindingCard key={finding.id} finding={finding} onDecided={onDecided} />
      ))}
    </>
  );
}

/** What was looked at: an empty list means little without it. */
function CheckedLine({ checked, nothing }: { checked: readonly Checked[]; nothing: boolean }) {
  if (checked.length === 0) {
    return (
      <p class="empty">
        Not analysed yet. It happens every hour by itself; or analyse this range now.
      </p>
    );
  }
  return (
    <div class={nothing ? "empty" : "quiet"} role="status">
      {nothing && <h2>Nothing open</h2>}
      {checked.map(({ kind, checks, samples, fromMillis, toMillis }) => (
        <p key={kind}>
          {kind}: {formatCount(checks)} {kind === "recommendation" ? "rules" : "checks"} on{" "}
          {formatCount(samples)} samples, {formatInstant(fromMillis)} to {formatInstant(toMillis)}
        </p>
      ))}
    </div>
  );
}
