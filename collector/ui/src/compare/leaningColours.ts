import type { Palette, Theme } from "../flame/colour";
import { type DifferenceTree, leaning } from "./differenceTree";

const BLUE = 212; // A has more
const ORANGE = 28; // B has more
const STEPS = 5;

/** The colour of a leaning from -1 to 1, in a few steps: blue for A, grey for neither, orange for B. */
export function leaningFill(lean: number, theme: Theme): string {
  const step = stepOf(lean);
  if (step === 0) return `hsl(220 4% ${theme.lightness}%)`;
  const strength = Math.abs(step) / STEPS;
  const saturation = Math.round(30 + 55 * strength);
  const away = theme.lightness > 50 ? -16 * strength : 14 * strength;
  return `hsl(${step < 0 ? BLUE : ORANGE} ${saturation}% ${Math.round(theme.lightness + away)}%)`;
}

/** What stands in a box, so that colour is not the only sign. */
export function leaningMark(lean: number): string {
  const step = stepOf(lean);
  if (step === 0) return "·";
  return step < 0 ? "▼" : "▲";
}

/** The colours of a tree of differences: each path by how it changed. */
export function leaningPalette({ changes }: DifferenceTree, theme: Theme): Palette {
  const leans = changes.map(leaning);
  const nodes = {
    fills: leans.map((lean) => leaningFill(lean, theme)),
    marks: leans.map(leaningMark),
  };
  return { theme, fills: [], chips: [], nodes };
}

// Away from 0: a change that is sure is never drawn as none.
function stepOf(lean: number): number {
  return Math.sign(lean) * Math.ceil(Math.abs(lean) * STEPS);
}
