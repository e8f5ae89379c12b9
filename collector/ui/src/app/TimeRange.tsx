import { useSignal } from "@preact/signals";
import { formatInstant, formatLocalInput } from "../format";
import { go, query } from "../page/model";
import { RANGES, wholeOf, windowOf } from "../page/query";

/** The last so many minutes, or from and to. */
export function TimeRange() {
  const editing = useSignal(false);
  const { range } = query.value;
  const custom = "fromMillis" in range;
  return (
    <fieldset class="segments">
      <legend>Time range</legend>
      {RANGES.map(({ minutes, key, title }) => (
        <button
          key={key}
          type="button"
          aria-pressed={!custom && range.lastMinutes === minutes}
          onClick={() => {
            editing.value = false;
            go({ range: { lastMinutes: minutes } });
          }}
        >
          {title}
        </button>
      ))}
      <button
        type="button"
        aria-pressed={custom}
        aria-expanded={editing.value}
        onClick={() => {
          editing.value = !editing.value;
        }}
      >
        {custom
          ? `${formatInstant(range.fromMillis)} – ${formatInstant(range.toMillis)}`
          : "Custom"}
      </button>
      {custom && (
        <button
          type="button"
          class="reset-range"
          title="Back to the whole range"
          aria-label="Reset time range"
          onClick={() => {
            editing.value = false;
            go({ range: wholeOf(range), zoom: "" });
          }}
        >
          ✕
        </button>
      )}
      {editing.value && (
        <CustomRange
          onDone={() => {
            editing.value = false;
          }}
        />
      )}
    </fieldset>
  );
}

function CustomRange({ onDone }: { onDone: () => void }) {
  const shown = windowOf(query.value.range, Date.now());
  const from = useSignal(formatLocalInput(shown.fromMillis));
  const to = useSignal(formatLocalInput(shown.toMillis));
  const [fromMillis, toMillis] = [Date.parse(from.value), Date.parse(to.value)];
  const valid = fromMillis < toMillis;
  return (
    <form
      class="custom-range"
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) go({ range: { fromMillis, toMillis } });
        onDone();
      }}
    >
      <Instant title="From" instant={from} />
      <Instant title="To" instant={to} />
      <button type="submit" class="primary" disabled={!valid}>
        Show
      </button>
      {!valid && <p role="alert">The range ends before it begins.</p>}
    </form>
  );
}

function Instant({ title, instant }: { title: string; instant: { value: string } }) {
  return (
    <label>
      <span>{title}</span>
      <input
        type="datetime-local"
        value={instant.value}
        onInput={(event) => {
          instant.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}
