import { TimelineView } from "../explore/TimelineView";
import { FlameView } from "../flame/FlameView";
import { formatAge } from "../format";
import { flamegraph, go, nowMillis, query, selected, services } from "../page/model";
import { EmptyRange } from "./EmptyRange";
import { Problem } from "./Problem";
import { Summary } from "./Summary";
import { TopBar } from "./TopBar";

const STALE_MILLIS = 11 * 60_000; // two reporting periods and a little

/** One service: what is asked above, the answer below. */
export function Explore() {
  const { value, loading, error } = flamegraph.value;
  const { service, search, zoom } = query.value;
  const problem = error ?? services.value.error;
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
          <Summary flamegraph={value} />
          <FlameView
            flamegraph={value}
            searched={search}
            zoom={zoom}
            onSearch={(text) => go({ search: text }, true)}
            onZoom={(key) => go({ zoom: key })}
          />
        </>
      )}
    </main>
  );
}

function shownSince(): string {
  return `Shown is what was loaded ${formatAge(Date.now() - flamegraph.value.loadedMillis)}.`;
}

/** Says so where a range that reaches up to now ends in old data. */
function Stale({ lastMillis }: { lastMillis: number }) {
  const age = nowMillis.value - Math.max(lastMillis, selected.value?.lastMillis ?? 0);
  if ("fromMillis" in query.value.range || age < STALE_MILLIS) return null;
  return (
    <p class="notice stale" role="status">
      The last profile ended {formatAge(age)}: the service may have stopped.
    </p>
  );
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
