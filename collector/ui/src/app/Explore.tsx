import { useEffect, useMemo } from "preact/hooks";
import type { Flamegraph } from "../api/answers";
import { LineTable } from "../explore/LineTable";
import { Sandwich } from "../explore/Sandwich";
import { TimelineView } from "../explore/TimelineView";
import { useStateTrees } from "../explore/useStateTrees";
import { FlameView, figuresOf } from "../flame/FlameView";
import { useKey } from "../flame/keys";
import { formatAge } from "../format";
import { type Look, prefixesOf, VIEWS } from "../page/look";
import { flamegraph, go, query, services } from "../page/model";
import { recall, remember } from "../page/remembered";
import { EmptyRange } from "./EmptyRange";
import { Partial } from "./Partial";
import { Problem } from "./Problem";
import { Stale } from "./Stale";
import { Summary } from "./Summary";
import { TopBar } from "./TopBar";

/** One service: what is asked above, the answer below. */
export function Explore() {
  const { value, loading, error } = flamegraph.value;
  const { service } = query.value;
  const problem = error ?? services.value.error;
  useOwnPackages();
  useViewKeys();
  return (
    <main id="content" class="explore" tabIndex={-1} aria-busy={loading}>
      <TopBar />
      <div class={loading ? "progress running" : "progress"} />
      {problem !== null && <Problem message={value ? `${problem}. ${shownSince()}` : problem} />}
      {value !== null && <TimelineView />}
      {value === null && loading && <Skeleton />}
      {value !== null && value.total === 0 && <EmptyRange service={service} />}
      {value !== null && value.total > 0 && (
        <>
          <Stale lastMillis={value.lastMillis} />
          <Partial toMillis={value.toMillis} />
          <div class="view-row">
            <ViewChoice />
            <Summary flamegraph={value} />
          </div>
          <Graph shown={value} />
        </>
      )}
    </main>
  );
}

function Graph({ shown }: { shown: Flamegraph }) {
  const look = query.value;
  const asked = flamegraph.value.asked;
  const stateTrees = useStateTrees();
  const lines = useMemo(() => {
    const onPick = (frame: string) => onLook({ view: "sandwich", frame, zoom: "" });
    return <LineTable figures={figuresOf(shown, look)} onPick={onPick} />;
  }, [shown, look.numbers]);
  const first = asked?.view === "callers" ? "callees" : "callers";
  if (look.view === "sandwich") {
    return <Sandwich flamegraph={shown} first={first} look={look} lines={lines} onLook={onLook} />;
  }
  return (
    <FlameView
      flamegraph={shown}
      look={look}
      first={first}
      stateTrees={stateTrees}
      canCentre
      lines={lines}
      onLook={onLook}
    />
  );
}

function onLook(change: Partial<Look>, replace?: boolean): void {
  if (change.mine) remember(ownPackagesOf(query.peek().service), change.mine.join(","));
  go(change, replace);
}

/** Where the address names no packages as the reader's own, those that this browser remembers are. */
function useOwnPackages(): void {
  const { service, mine } = query.value;
  useEffect(() => {
    const known = prefixesOf(recall(ownPackagesOf(service)));
    if (mine.length === 0 && known.length > 0) go({ mine: known }, true);
  }, [service]);
}

function ownPackagesOf(service: string): string {
  return `mine.${service}`;
}

/** Keys 1, 2 and 3 choose a view. */
function useViewKeys(): void {
  useKey("1", () => go({ view: "flame", zoom: "" }));
  useKey("2", () => go({ view: "callers", zoom: "" }));
  useKey("3", () => go({ view: "sandwich", zoom: "" }));
}

function ViewChoice() {
  return (
    <fieldset class="segments">
      <legend>View</legend>
      {VIEWS.map(({ key, title, says }, at) => (
        <button
          key={key}
          type="button"
          title={`${says} (${at + 1})`}
          aria-pressed={query.value.view === key}
          onClick={() => go({ view: key, zoom: "" })}
        >
          {title}
        </button>
      ))}
    </fieldset>
  );
}

function shownSince(): string {
  return `Shown is what was loaded ${formatAge(Date.now() - flamegraph.value.loadedMillis)}.`;
}

function Skeleton() {
  return (
    <div class="skeleton" role="status" aria-label="Loading the flame graph">
      <span />
      <span />
      <span />
      <span />
      <span />
    </div>
  );
}
