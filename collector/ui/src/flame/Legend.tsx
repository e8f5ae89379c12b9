import { useMemo } from "preact/hooks";
import { stateTitle } from "../page/words";
import { Chip } from "./Chip";
import { lookOf } from "./language";
import { theme } from "./theme";
import { stateFill } from "./threadState";
import type { First } from "./transform";
import type { CallTree } from "./tree";

interface LegendProps {
  readonly tree: CallTree;
  readonly first: First;
  readonly measure: string;
  readonly states: readonly string[]; // that colours tell; empty where they tell something else
  readonly hatched: Uint8Array | undefined;
}

/** How to read the graph, and which keys move in it. */
export function Legend({ tree, first, measure, states, hatched }: LegendProps) {
  const languages = useMemo(() => [...new Set(tree.frames.languages)].sort(), [tree]);
  return (
    <div class="legend">
      <span>
        {first === "callers"
          ? "Callers above, callees below"
          : "What was executing above, its callers below"}
        ; width is the share of {measure}.
      </span>
      {languages.map((language) => (
        <span key={language} class="language">
          <Chip language={language} /> {lookOf(language).name}
        </span>
      ))}
      {states.map((state) => (
        <span key={state} class="language">
          <i class="swatch" style={{ background: stateFill(state, theme.value) }} />{" "}
          {stateTitle(state)}
        </span>
      ))}
      {hatched?.includes(1) && (
        <span class="language">
          <i class="swatch hatch" /> Not known for sure
        </span>
      )}
      <span id="flame-keys" class="keys">
        <kbd>↑</kbd> <kbd>↓</kbd> <kbd>←</kbd> <kbd>→</kbd> move, <kbd>Enter</kbd> zooms,{" "}
        <kbd>Esc</kbd> resets, <kbd>Shift F10</kbd> does more
      </span>
    </div>
  );
}
