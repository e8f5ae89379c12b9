import type { FrameTable } from "./tree";

// Frames that agents put where something is not known for sure.
const MEANINGS: Readonly<Record<string, string>> = {
  "<approximate>":
    "approximate boundary: Java and Python may meet at another place of this stack than here",
  "<python>": "Python that was not looked at at this moment",
  "<sub-interpreter>": "below is Python that is not looked at because of SubInterpreters",
  "<gil-holder>": "below is what held the GIL that this thread waited for",
  "<truncated>": "callers beyond the agent's greatest depth were left out",
};

/** What a frame that is no function stands for, in a few words; null for functions. */
export function meaningOf(frames: FrameTable, frame: number): string | null {
  if (frames.owners[frame] !== "") return null;
  const name = frames.functions[frame];
  return name.startsWith("<") ? (MEANINGS[name] ?? null) : null;
}
