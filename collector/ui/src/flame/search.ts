import { type Pattern, patternOf } from "./pattern";
import { type CallTree, totalOf } from "./tree";

/** Which frames a search found, by index into the frame table, and the value of the stacks they are on. */
export interface Matches {
  readonly frames: Uint8Array; // 1 where the frame matches
  readonly value: number; // each stack counted once
}

/**
 * The frames whose full name contains the text, read as a regular expression or, where it is not one, as
 * it stands; upper and lower case are the same. Null for an empty text.
 */
export function search(tree: CallTree, text: string): Matches | null {
  if (text === "") return null;
  const found = patternIn(text);
  const frames = Uint8Array.from(tree.frames.names, (name) => (found(name) ? 1 : 0));
  return { frames, value: matchedValue(tree, frames) };
}

/** A pattern that finds this text and nothing else as a whole name. */
export function exactly(text: string): string {
  return `^${escapeRegExp(text)}$`;
}

function patternIn(text: string): Pattern {
  try {
    return patternOf(text);
  } catch {
    const wanted = text.toLowerCase(); // not a pattern, such as "get(": taken literally
    return (name) => name.toLowerCase().includes(wanted);
  }
}

function matchedValue(tree: CallTree, matching: Uint8Array): number {
  let value = 0;
  let node = 1;
  while (node < tree.size) {
    if (matching[tree.frame[node]]) {
      value += totalOf(tree, node);
      node = tree.end[node];
    } else {
      node++;
    }
  }
  return value;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
