import type { FrameTable } from "./tree";

/** The API's words for the numbers of languages. */
const WORDS = ["unspecified", "java", "python", "native", "kernel", "other"];

/** What the API calls a frame. */
export interface FrameName {
  readonly language: string;
  readonly owner: string;
  readonly function: string;
}

/**
 * A frame as one readable text, the same in every answer: `java:com.acme.Cart#total`. Only in the owner
 * are `#` and `%` escaped, so that the first `#` ends it.
 */
export function keyOfFrame(frames: FrameTable, frame: number): string {
  const owner = frames.owners[frame].replace(/[%#]/g, encodeURIComponent);
  return `${WORDS[frames.languages[frame]] ?? WORDS[0]}:${owner}#${frames.functions[frame]}`;
}

/** The frame that a key names, or null where the text is no key. */
export function frameNameOf(key: string): FrameName | null {
  const [, language, owner, name] = /^([a-z]+):([^#]*)#(.+)$/s.exec(key) ?? [];
  if (name === undefined || !WORDS.includes(language)) return null;
  return {
    language,
    owner: owner.replaceAll("%23", "#").replaceAll("%25", "%"),
    function: name,
  };
}

/** The number of a language by its word in the API. */
export function languageOf(word: string): number {
  return Math.max(0, WORDS.indexOf(word));
}

const indexesByTable = new WeakMap<FrameTable, ReadonlyMap<string, number>>();

/** The frame's place in a table, or -1 where it is not in it. */
export function frameOf(frames: FrameTable, key: string): number {
  if (key === "") return -1;
  const known = indexesByTable.get(frames) ?? indexesOf(frames);
  indexesByTable.set(frames, known);
  return known.get(key) ?? -1;
}

function indexesOf(frames: FrameTable): ReadonlyMap<string, number> {
  return new Map(frames.functions.map((_, frame) => [keyOfFrame(frames, frame), frame]));
}
