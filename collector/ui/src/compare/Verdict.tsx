import type { Difference } from "../api/difference";
import { SCALES, WIDTHS } from "../page/comparison";
import { go, query } from "../page/model";
import { formatGrowth, intervalOf, rateOf, tellable } from "./words";

/** What B costs against A as a whole, how sure that is, and by what the rest is compared. */
export function Verdict({ difference }: { difference: Difference }) {
  const { before, after, change } = difference;
  const note = tellable(before, after);
  return (
    <>
      <p class="verdict">
        <b>{change.share === null ? "No rate to compare" : formatGrowth(change.share)}</b>{" "}
        <span class="quiet">({intervalOf(change)})</span> A: {rateOf(before, difference)}, B:{" "}
        {rateOf(after, difference)}
      </p>
      <p class={note.warns ? "notice few" : "quiet few"} role="note">
        {note.text}
      </p>
      <div class="choices">
        <Choice name="Scale" choices={SCALES} chosen={query.value.comparison.scale} by="scale" />
        <Choice name="Width" choices={WIDTHS} chosen={query.value.comparison.width} by="width" />
      </div>
    </>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly choices: readonly {
    readonly key: string;
    readonly title: string;
    readonly says: string;
  }[];
  readonly chosen: string;
  readonly by: "scale" | "width";
}

function Choice({ name, choices, chosen, by }: ChoiceProps) {
  return (
    <div class="choice">
      <span>{name}</span>
      <fieldset class="segments">
        <legend>{name}</legend>
        {choices.map(({ key, title, says }) => (
          <button
            key={key}
            type="button"
            aria-pressed={chosen === key}
            title={says}
            onClick={() => go({ comparison: { ...query.peek().comparison, [by]: key } })}
          >
            {title}
          </button>
        ))}
      </fieldset>
      <span>{choices.find(({ key }) => key === chosen)?.says}</span>
    </div>
  );
}
