/** A character as patterns ask about it. */
export interface Char {
  readonly code: number; // its UTF-16 unit; END past the last
  readonly cases: readonly number[]; // as it stands, small and large
}

export type Has = (char: Char) => boolean;

/** Where a match may have to be: ^ $ \b \B. */
export type Place = "start" | "end" | "edge" | "inside";

/** What a search does at one place of a pattern; but for forks it then goes to the step after. */
export type Step =
  | { readonly op: "take"; readonly has: Has }
  | { readonly op: "at"; readonly place: Place }
  | { readonly op: "fork"; to: readonly number[] }
  | { readonly op: "found" };

/** Where the search may be, before it has seen the next character. */
export interface State {
  readonly steps: readonly number[];
  readonly isStart: boolean;
  readonly afterWord: boolean;
  readonly next: (State | undefined)[]; // by character; the last is the end of the name
}

export const END = -1;
/** How many states are kept: with one more, those before it are forgotten. */
export const MOST_STATES = 2_000;

const ASCII = 128;
const FOUND: State = { steps: [], isStart: false, afterWord: false, next: [] };

/**
 * Walks all ways through a pattern at once, so that a character costs no more than each step once, and
 * keeps what was found out about one name for the next. Its memory is bounded.
 */
export class Automaton {
  /** Whatever is kept hangs on it. */
  readonly start: State = { steps: [], isStart: true, afterWord: false, next: noneYet() };
  private readonly known = new Map<string, State>();
  private readonly classes: readonly Has[]; // each once, however many steps take it
  private readonly classOf: readonly number[]; // by step, those that take

  constructor(private readonly program: readonly Step[]) {
    const numbers = new Map<Has, number>();
    this.classOf = program.map((step) => {
      if (step.op !== "take") return -1;
      if (!numbers.has(step.has)) numbers.set(step.has, numbers.size);
      return numbers.get(step.has) as number;
    });
    this.classes = [...numbers.keys()];
  }

  /** Whether the pattern is found in a name. */
  finds(name: string): boolean {
    let state = this.start;
    for (let i = 0; i < name.length && state !== FOUND; i++) {
      state = this.after(state, name.charCodeAt(i));
    }
    return state === FOUND || this.after(state, END) === FOUND;
  }

  private after(state: State, code: number): State {
    if (code >= ASCII) return this.advance(state, code);
    const at = code === END ? ASCII : code;
    const before = state.next[at];
    if (before) return before;
    const next = this.advance(state, code);
    state.next[at] = next;
    return next;
  }

  private advance(state: State, code: number): State {
    const reached = this.reachable(state, code);
    if (reached === null) return FOUND;
    const char = charOf(code);
    const takes: boolean[] = []; // by class, those that were asked
    const steps: number[] = [];
    this.classOf.forEach((asked, at) => {
      if (asked < 0 || reached[at] === 0) return;
      takes[asked] ??= this.classes[asked](char);
      if (takes[asked]) steps.push(at + 1);
    });
    return this.keep(steps, isWord(code));
  }

  /** Marks where a search is without taking the next character, a match may begin here, too; null where it ends one. */
  private reachable(state: State, code: number): Uint8Array | null {
    const reached = new Uint8Array(this.program.length);
    const open = [...state.steps, 0];
    while (open.length > 0) {
      const at = open.pop() as number;
      if (reached[at] === 1) continue;
      reached[at] = 1;
      const step = this.program[at];
      if (step.op === "found") return null;
      if (step.op === "fork") open.push(...step.to);
      if (step.op === "at" && isAt(step.place, state, code)) open.push(at + 1);
    }
    return reached;
  }

  private keep(steps: readonly number[], afterWord: boolean): State {
    const key = String.fromCharCode(afterWord ? 1 : 0, ...steps);
    const before = this.known.get(key);
    if (before) return before;
    if (this.known.size >= MOST_STATES) this.forget();
    const state: State = { steps, isStart: false, afterWord, next: noneYet() };
    this.known.set(key, state);
    return state;
  }

  // States know each other, and the start the first of them: one way left would keep them all.
  private forget(): void {
    this.known.clear();
    this.start.next.fill(undefined);
  }
}

function noneYet(): (State | undefined)[] {
  return new Array(ASCII + 1).fill(undefined);
}

function isAt(place: Place, state: State, code: number): boolean {
  if (place === "start") return state.isStart;
  if (place === "end") return code === END;
  return (state.afterWord !== isWord(code)) === (place === "edge");
}

/** Nothing else than itself where another case has more than one unit. */
function charOf(code: number): Char {
  if (code === END) return { code, cases: [] };
  const text = String.fromCharCode(code);
  const cases = [text, text.toLowerCase(), text.toUpperCase()].filter((one) => one.length === 1);
  return { code, cases: cases.map((one) => one.charCodeAt(0)) };
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isWord(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}
