import type { ComponentChildren } from "preact";
import { CorePrice } from "../page/CorePrice";
import { type Look, NUMBERS } from "../page/look";
import { MONTH } from "../page/price";
import type { OnLook } from "./FrameMenu";

interface TablesProps {
  readonly look: Look;
  readonly matching: boolean; // whether the table of functions shows only what a search found
  readonly withCost: boolean;
  readonly functions: ComponentChildren;
  readonly lines: ComponentChildren; // null where there are none
  readonly onLook: OnLook;
}

/** The graph for those who would rather read: functions or lines, their figures, and what they cost. */
export function Tables({ look, matching, withCost, functions, lines, onLook }: TablesProps) {
  const shown = lines === null ? "functions" : look.table;
  return (
    <section class="functions">
      <header class="tables-head">
        <h2>{shown === "lines" ? "Top lines" : `Top functions${matching ? " that match" : ""}`}</h2>
        {lines !== null && (
          <fieldset class="segments">
            <legend>Table</legend>
            {(["functions", "lines"] as const).map((table) => (
              <button
                key={table}
                type="button"
                aria-pressed={shown === table}
                onClick={() => onLook({ table })}
              >
                {table === "lines" ? "Lines" : "Functions"}
              </button>
            ))}
          </fieldset>
        )}
        <label class="choice">
          <span>Numbers</span>
          <select
            value={look.numbers}
            onChange={(event) => {
              const chosen = NUMBERS.find(({ key }) => key === event.currentTarget.value);
              if (chosen) onLook({ numbers: chosen.key }, true);
            }}
          >
            {NUMBERS.map(({ key, title }) => (
              <option key={key} value={key}>
                {title}
              </option>
            ))}
          </select>
        </label>
        {withCost && (
          <span title={MONTH}>
            <CorePrice />
          </span>
        )}
      </header>
      {shown === "lines" ? lines : functions}
    </section>
  );
}
