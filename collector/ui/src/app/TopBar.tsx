import { go, newer, nowMillis, query, refresh, selected } from "../page/model";
import { MEASURES, type Measure, questionOf, withLabel } from "../page/query";
import { stateTitle } from "../page/words";
import { TimeRange } from "./TimeRange";

const ALWAYS: readonly Measure[] = ["cpu", "wall"];

/** What is asked: of which service, when, what, and narrowed to what. */
export function TopBar() {
  return (
    <header class="top-bar">
      <h2 title={query.value.service}>{query.value.service}</h2>
      <TimeRange />
      <MeasureChoice />
      <StateFilter />
      <LabelFilter />
      <span class="actions">
        <button type="button" onClick={refresh} class={newer.value ? "primary" : undefined}>
          {newer.value ? "Show new data" : "Refresh"}
        </button>
        <a
          class="button"
          href={`api/v1/flamegraph.html?${questionOf(query.value, nowMillis.value)}`}
          download={`${query.value.service}.html`}
          title="This flame graph as one file that needs no server"
        >
          Save as HTML
        </a>
      </span>
    </header>
  );
}

/** Allocation and locks where the service reports them, or the address asks for them. */
export function MeasureChoice() {
  const asked = query.value.measure;
  const reported = new Set((selected.value?.series ?? []).map((series) => series.measure));
  const offered = MEASURES.filter(
    ({ key, measure }) => ALWAYS.includes(key) || key === asked || reported.has(measure),
  );
  return (
    <fieldset class="segments">
      <legend>Measure</legend>
      {offered.map(({ key, title }) => (
        <button
          key={key}
          type="button"
          aria-pressed={asked === key}
          onClick={() => go({ measure: key, state: "" })}
        >
          {title}
        </button>
      ))}
    </fieldset>
  );
}

/** The state of threads, where wall time is asked for. */
export function StateFilter() {
  const { measure, state } = query.value;
  if (measure !== "wall") return null;
  const present = (selected.value?.series ?? [])
    .filter((series) => series.measure === "wall_time")
    .map((series) => series.state);
  const offered = state === "" || present.includes(state) ? present : [...present, state];
  return (
    <label class="choice">
      <span>Thread state</span>
      <select value={state} onChange={(event) => go({ state: event.currentTarget.value })}>
        <option value="">All</option>
        {offered.map((name) => (
          <option key={name} value={name}>
            {stateTitle(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** One choice for each label of the service, and for each that the address names. */
export function LabelFilter() {
  const { labels } = query.value;
  const offered = new Map<string, Set<string>>();
  for (const [name, values] of Object.entries(selected.value?.labels ?? {})) {
    offered.set(name, new Set(values));
  }
  const chosen = new Map(labels.map((label) => splitLabel(label)));
  for (const [name, value] of chosen) {
    offered.set(name, (offered.get(name) ?? new Set()).add(value));
  }
  return (
    <>
      {[...offered].map(([name, values]) => (
        <label key={name} class="choice">
          <span>{name}</span>
          <select
            value={chosen.get(name) ?? ""}
            onChange={(event) => go({ labels: withLabel(labels, name, event.currentTarget.value) })}
          >
            <option value="">Any</option>
            {[...values].sort().map((value) => (
              <option key={value} value={value}>
                {value}
              </option>
            ))}
          </select>
        </label>
      ))}
    </>
  );
}

function splitLabel(label: string): [string, string] {
  const at = label.indexOf("=");
  return [label.slice(0, at), label.slice(at + 1)];
}
