import { useSignal } from "@preact/signals";
import type { Difference, SideTotal } from "../api/difference";
import { formatCount, formatInstant, formatLocalInput } from "../format";
import { type Comparison, type Side, type Span, swapped } from "../page/comparison";
import { go, query, selected } from "../page/model";
import { windowOf, withLabel } from "../page/query";

interface SidesProps {
  readonly before: Span;
  readonly after: Span;
  readonly difference: Difference | null; // once it is known
}

/** The two selections: when, which labels, and how much was found. */
export function Sides({ before, after, difference }: SidesProps) {
  const { comparison, range } = query.value;
  const change = (next: Partial<Comparison>): void =>
    go({ comparison: { ...comparison, ...next }, zoom: "" });
  return (
    <div class="sides">
      <SideChoice
        name="A"
        says={isJustBefore(before, after) ? "before: just as long before B" : "before"}
        side={comparison.before}
        span={before}
        found={difference?.before ?? null}
        onChange={(side) => change({ before: side })}
      />
      <button
        type="button"
        class="swap"
        title="A and B in each other's place"
        aria-label="Swap A and B"
        onClick={() =>
          go({ comparison: swapped(comparison, windowOf(range, Date.now())), zoom: "" })
        }
      >
        ⇄
      </button>
      <SideChoice
        name="B"
        says={comparison.after.span ? "after" : "after: the time range above"}
        side={comparison.after}
        span={after}
        found={difference?.after ?? null}
        onChange={(side) => change({ after: side })}
      />
    </div>
  );
}

function isJustBefore(before: Span, after: Span): boolean {
  const length = after.toMillis - after.fromMillis;
  return before.toMillis === after.fromMillis && before.toMillis - before.fromMillis === length;
}

interface SideChoiceProps {
  readonly name: "A" | "B";
  readonly says: string;
  readonly side: Side;
  readonly span: Span;
  readonly found: SideTotal | null;
  readonly onChange: (side: Side) => void;
}

function SideChoice({ name, says, side, span, found, onChange }: SideChoiceProps) {
  const editing = useSignal(false);
  return (
    <fieldset class={`side side-${name.toLowerCase()}`}>
      <legend>
        <b>{name}</b> {says}
      </legend>
      <p>
        <button
          type="button"
          aria-expanded={editing.value}
          aria-label={`Time of ${name}: ${spanText(span)}`}
          onClick={() => {
            editing.value = !editing.value;
          }}
        >
          {spanText(span)}
        </button>
        <LabelChoices name={name} side={side} onChange={onChange} />
      </p>
      {editing.value && (
        <SpanForm
          name={name}
          span={span}
          isUsual={side.span === null}
          onChange={(chosen) => {
            editing.value = false;
            onChange({ ...side, span: chosen });
          }}
        />
      )}
      <p class="quiet figures">
        {found === null
          ? "…"
          : `${formatCount(found.profiles)} profiles, ${formatCount(found.samples)} samples`}
      </p>
    </fieldset>
  );
}

/** One choice for each label of the service, and for each that the address names. */
function LabelChoices({
  name,
  side,
  onChange,
}: Pick<SideChoiceProps, "name" | "side" | "onChange">) {
  const offered = new Map(
    Object.entries(selected.value?.labels ?? {}).map(([label, values]) => [label, new Set(values)]),
  );
  for (const label of side.labels) {
    const at = label.indexOf("=");
    const values = offered.get(label.slice(0, at)) ?? new Set<string>();
    offered.set(label.slice(0, at), values.add(label.slice(at + 1)));
  }
  return (
    <>
      {[...offered].map(([label, values]) => (
        <label key={label} class="choice">
          <span>{label}</span>
          <select
            aria-label={`${label} of ${name}`}
            value={
              side.labels.find((one) => one.startsWith(`${label}=`))?.slice(label.length + 1) ?? ""
            }
            onChange={(event) =>
              onChange({
                ...side,
                labels: withLabel(side.labels, label, event.currentTarget.value),
              })
            }
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

interface SpanFormProps {
  readonly name: string;
  readonly span: Span;
  readonly isUsual: boolean;
  readonly onChange: (span: Span | null) => void;
}

function SpanForm({ name, span, isUsual, onChange }: SpanFormProps) {
  const from = useSignal(formatLocalInput(span.fromMillis));
  const to = useSignal(formatLocalInput(span.toMillis));
  const chosen = { fromMillis: Date.parse(from.value), toMillis: Date.parse(to.value) };
  const isValid = chosen.fromMillis < chosen.toMillis;
  return (
    <form
      class="span-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid) onChange(chosen);
      }}
    >
      {[
        { title: "From", instant: from },
        { title: "To", instant: to },
      ].map(({ title, instant }) => (
        <label key={title}>
          <span>{title}</span>
          <input
            type="datetime-local"
            aria-label={`${title} of ${name}`}
            value={instant.value}
            onInput={(event) => {
              instant.value = event.currentTarget.value;
            }}
          />
        </label>
      ))}
      <button type="submit" class="primary" disabled={!isValid}>
        Use
      </button>
      {!isUsual && (
        <button type="button" onClick={() => onChange(null)}>
          As usual
        </button>
      )}
      {!isValid && <p role="alert">The range ends before it begins.</p>}
    </form>
  );
}

function spanText({ fromMillis, toMillis }: Span): string {
  const [from, to] = [formatInstant(fromMillis), formatInstant(toMillis)];
  const [day, time] = to.split(" ");
  return `${from} – ${from.startsWith(day) ? time : to}`;
}
