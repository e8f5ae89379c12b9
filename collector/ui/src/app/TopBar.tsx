import { useSignal } from "@preact/signals";
import { KeyHelp } from "../explore/KeyHelp";
import { below, ShareMenu } from "../explore/ShareMenu";
import { RemovableChip } from "../flame/LookChips";
import { Menu } from "../flame/Menu";
import { LiveButton } from "../live/LiveButton";
import { go, newer, query, refresh, selected } from "../page/model";
import { MEASURES, type Measure, withLabel } from "../page/query";
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
        <LiveButton />
        <button type="button" onClick={refresh} class={newer.value ? "primary" : undefined}>
          {newer.value ? "Show new data" : "Refresh"}
        </button>
        <ShareMenu />
        <KeyHelp />
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
          onClick={() => go({ measure: key, state: "", zoom: "" })}
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

/** The labels that narrow the answer, each to be taken away, and a menu of the others. */
export function LabelFilter() {
  const { labels } = query.value;
  const opened = useSignal<{ x: number; y: number } | null>(null);
  const offered = labelsOf(selected.value?.labels ?? {}).filter((label) => !labels.includes(label));
  return (
    <>
      {labels.map((label) => {
        const [name, value] = splitLabel(label);
        return (
          <RemovableChip
            key={label}
            says={name}
            value={value}
            onRemove={() => go({ labels: labels.filter((other) => other !== label) })}
          />
        );
      })}
      {offered.length > 0 && (
        <button
          type="button"
          aria-haspopup="menu"
          aria-expanded={opened.value !== null}
          onClick={(event) => {
            opened.value = below(event.currentTarget);
          }}
        >
          Filter by label
        </button>
      )}
      {opened.value && (
        <Menu
          label="Filter by label"
          {...opened.value}
          items={offered.map((label) => {
            const [name, value] = splitLabel(label);
            return {
              title: `${name} = ${value}`,
              act: () => go({ labels: withLabel(labels, name, value) }),
            };
          })}
          onClose={() => {
            opened.value = null;
          }}
        />
      )}
    </>
  );
}

function labelsOf(known: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(known)
    .flatMap(([name, values]) => values.map((value) => `${name}=${value}`))
    .sort();
}

function splitLabel(label: string): [string, string] {
  const at = label.indexOf("=");
  return [label.slice(0, at), label.slice(at + 1)];
}
