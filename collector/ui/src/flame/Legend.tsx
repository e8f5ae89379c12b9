import { useMemo } from "preact/hooks";
import { Chip } from "./Chip";
import { lookOf } from "./language";
import type { CallTree } from "./tree";

interface LegendProps {
  readonly tree: CallTree;
  readonly measure: string;
}

/** How to read the graph, and which keys move in it. */
export function Legend({ tree, measure }: LegendProps) {
  const languages = useMemo(() => [...new Set(tree.frames.languages)].sort(), [tree]);
  return (
    <div class="legend">
      <span>Callers above, callees below; width is the share of {measure}.</span>
      {languages.map((language) => (
        <span key={language} class="language">
          <Chip language={language} /> {lookOf(language).name}
        </span>
      ))}
      <span id="flame-keys" class="keys">
        <kbd>↑</kbd> <kbd>↓</kbd> <kbd>←</kbd> <kbd>→</kbd> move, <kbd>Enter</kbd> zooms,{" "}
        <kbd>Esc</kbd> resets, <kbd>/</kbd> searches
      </span>
    </div>
  );
}
