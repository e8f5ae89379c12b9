/** Says of a name whether the pattern is found in it. */
export type Pattern = (name: string) => boolean;

type Has = (code: number) => boolean; // of one UTF-16 unit
type Place = "start" | "end" | "edge" | "inside"; // ^ $ \b \B

type Node =
  | { readonly kind: "take"; readonly has: Has }
  | { readonly kind: "at"; readonly place: Place }
  | { readonly kind: "all"; readonly parts: readonly Node[] }
  | { readonly kind: "any"; readonly choices: readonly Node[] }
  | { readonly kind: "many"; readonly part: Node; readonly least: number; readonly most: number };

type Step =
  | { readonly op: "take"; readonly has: Has }
  | { readonly op: "at"; readonly place: Place }
  | { readonly op: "fork"; to: readonly number[] }
  | { readonly op: "found" };

/** Where the search may be, before it has seen the next character. */
interface State {
  readonly steps: readonly number[];
  readonly isStart: boolean;
  readonly afterWord: boolean;
  readonly next: (State | undefined)[]; // by character; the last is the end of the name
}

const MOST_STEPS = 1_000; // of a pattern: repeated parts count as often as they may come
const MOST_STATES = 2_000; // then those that were found are forgotten, which bounds memory
const ASCII = 128;
const END = -1;
const FOUND: State = { steps: [], isStart: false, afterWord: false, next: [] };

/**
 * Reads a regular expression, upper and lower case alike. Its time grows with the length of a name and
 * never explodes, unlike a browser's own, which tries one way after the other: all ways are walked at
 * once, and what was found out about one name is kept for the next. It knows groups, alternatives,
 * classes, anchors and repetition, not what lies around a match or what a group held.
 *
 * Throws a SyntaxError where the text is none, or too large a one.
 */
export function patternOf(text: string): Pattern {
  const program = compile(new Reader(text).whole());
  let known = new Map<string, State>();
  const keep = (steps: readonly number[], isStart: boolean, afterWord: boolean): State => {
    const key = `${steps.join()} ${isStart} ${afterWord}`;
    const before = known.get(key);
    if (before) return before;
    if (known.size >= MOST_STATES) known = new Map();
    const state: State = { steps, isStart, afterWord, next: new Array(ASCII + 1) };
    known.set(key, state);
    return state;
  };
  const advance = (state: State, code: number): State => {
    const reached = reachable(program, state, code);
    if (reached === null) return FOUND;
    const next = reached.filter((at) => {
      const step = program[at];
      return step.op === "take" && step.has(code);
    });
    return keep(
      next.map((at) => at + 1),
      false,
      isWord(code),
    );
  };
  const after = (state: State, code: number): State => {
    if (code >= ASCII) return advance(state, code);
    const at = code === END ? ASCII : code;
    state.next[at] ??= advance(state, code);
    return state.next[at];
  };
  const start = keep([], true, false);
  return (name) => {
    let state = start;
    for (let i = 0; i < name.length && state !== FOUND; i++) {
      state = after(state, name.charCodeAt(i));
    }
    return state === FOUND || after(state, END) === FOUND;
  };
}

/** Where a search is without taking the next character, a match may begin here, too; null where it ends one. */
function reachable(program: readonly Step[], state: State, code: number): number[] | null {
  const seen = new Set<number>();
  const open = [...state.steps, 0];
  while (open.length > 0) {
    const at = open.pop() as number;
    if (seen.has(at)) continue;
    seen.add(at);
    const step = program[at];
    if (step.op === "found") return null;
    if (step.op === "fork") open.push(...step.to);
    if (step.op === "at" && isAt(step.place, state, code)) open.push(at + 1);
  }
  return [...seen].sort((one, other) => one - other);
}

function isAt(place: Place, state: State, code: number): boolean {
  if (place === "start") return state.isStart;
  if (place === "end") return code === END;
  return (state.afterWord !== isWord(code)) === (place === "edge");
}

function compile(node: Node): Step[] {
  const steps: Step[] = [];
  const add = <T extends Step>(step: T): T => {
    if (steps.length >= MOST_STEPS) throw new SyntaxError("the pattern is too large");
    steps.push(step);
    return step;
  };
  const fork = () => add({ op: "fork", to: [] as readonly number[] });
  const emit = (part: Node): void => {
    if (part.kind === "take") add({ op: "take", has: part.has });
    else if (part.kind === "at") add({ op: "at", place: part.place });
    else if (part.kind === "all") part.parts.forEach(emit);
    else if (part.kind === "any") emitAny(part.choices);
    else emitMany(part.part, part.least, part.most);
  };
  const emitAny = (choices: readonly Node[]): void => {
    const first = fork();
    const ends = choices.map((choice) => {
      first.to = [...first.to, steps.length];
      emit(choice);
      return fork();
    });
    for (const end of ends) end.to = [steps.length];
  };
  const emitMany = (part: Node, least: number, most: number): void => {
    for (let i = 0; i < least; i++) emit(part);
    if (most === Number.POSITIVE_INFINITY) {
      const top = steps.length;
      const enter = fork();
      emit(part);
      fork().to = [top];
      enter.to = [top + 1, steps.length];
      return;
    }
    const leave: { to: readonly number[] }[] = [];
    for (let i = least; i < most; i++) {
      leave.push(fork());
      emit(part);
    }
    leave.forEach((left) => {
      left.to = [steps.indexOf(left as Step) + 1, steps.length];
    });
  };
  emit(node);
  add({ op: "found" });
  return steps;
}

/** Reads a pattern from left to right. */
class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  whole(): Node {
    const node = this.choices();
    if (this.at < this.text.length) throw new SyntaxError("a group ends that did not begin");
    return node;
  }

  private choices(): Node {
    const choices = [this.sequence()];
    while (this.takes("|")) choices.push(this.sequence());
    return choices.length === 1 ? choices[0] : { kind: "any", choices };
  }

  private sequence(): Node {
    const parts: Node[] = [];
    while (this.at < this.text.length && !"|)".includes(this.text[this.at])) {
      parts.push(this.repeated(this.part()));
    }
    return { kind: "all", parts };
  }

  private repeated(part: Node): Node {
    const [, sign = "", from = "", comma = "", to = ""] =
      this.match(/([*+?])\??|\{(\d+)(?:(,)(\d*))?\}\??/y) ?? [];
    if (sign === "" && from === "") return part;
    if (part.kind === "at") throw new SyntaxError("an anchor is repeated");
    const least = sign === "" ? Number(from) : sign === "+" ? 1 : 0;
    const given = comma === "" ? least : to === "" ? Number.POSITIVE_INFINITY : Number(to);
    const most = sign === "" ? given : sign === "?" ? 1 : Number.POSITIVE_INFINITY;
    if (most < least) throw new SyntaxError("a repetition ends before it begins");
    if (most > MOST_STEPS && most < Number.POSITIVE_INFINITY) {
      throw new SyntaxError("the pattern is too large");
    }
    return { kind: "many", part, least, most };
  }

  private part(): Node {
    const char = this.text[this.at++];
    if (char === "(") return this.group();
    if (char === "[") return { kind: "take", has: this.set() };
    if (char === ".") return { kind: "take", has: (code) => code !== END && !isLineEnd(code) };
    if (char === "^") return { kind: "at", place: "start" };
    if (char === "$") return { kind: "at", place: "end" };
    if (char === "\\") return this.escaped();
    if ("*+?".includes(char)) throw new SyntaxError("nothing is repeated");
    return { kind: "take", has: caseless(char.charCodeAt(0)) };
  }

  private group(): Node {
    if (this.match(/\?(?!:|<[A-Za-z_$])/y)) throw new SyntaxError("a group looks around");
    this.match(/\?:|\?<[\w$]+>/y);
    const node = this.choices();
    if (!this.takes(")")) throw new SyntaxError("a group does not end");
    return node;
  }

  private escaped(): Node {
    if (this.takes("b")) return { kind: "at", place: "edge" };
    if (this.takes("B")) return { kind: "at", place: "inside" };
    if (this.match(/[1-9k]/y)) throw new SyntaxError("a group is referred to");
    const one = this.escape();
    return { kind: "take", has: typeof one === "number" ? caseless(one) : one };
  }

  /** What follows a backslash: a character, or a class of them. */
  private escape(): number | Has {
    const hex = this.match(/x([0-9a-f]{2})|u([0-9a-f]{4})/iy);
    if (hex) return Number.parseInt(hex[1] ?? hex[2], 16);
    const char = this.text[this.at++];
    if (char === undefined) throw new SyntaxError("a backslash at the end");
    const known = CLASSES[char];
    if (known) return known;
    return (CONTROLS[char] ?? char).charCodeAt(0);
  }

  private set(): Has {
    const isOthers = this.takes("^");
    const members: Has[] = [];
    while (!this.takes("]")) {
      const low = this.member();
      if (typeof low !== "number") {
        members.push(low);
      } else if (this.match(/-(?!\])/y)) {
        members.push(...this.span(low));
      } else {
        members.push(caseless(low));
      }
    }
    const has: Has = (code) => members.some((member) => member(code));
    return (code) => code !== END && has(code) !== isOthers;
  }

  private span(low: number): Has[] {
    const high = this.member();
    if (typeof high !== "number") return [caseless(low), caseless(45), high];
    if (high < low) throw new SyntaxError("a range ends before it begins");
    return [(code) => foldings(code).some((one) => one >= low && one <= high)];
  }

  private member(): number | Has {
    if (this.at >= this.text.length) throw new SyntaxError("a class does not end");
    if (this.takes("\\")) return this.takes("b") ? 8 : this.escape();
    return this.text.charCodeAt(this.at++);
  }

  private takes(char: string): boolean {
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text);
    if (found) this.at = sticky.lastIndex;
    return found;
  }
}

const CONTROLS: Readonly<Record<string, string>> = {
  t: "\t",
  n: "\n",
  r: "\r",
  v: "\v",
  f: "\f",
  "0": "\0",
};

const CLASSES: Readonly<Record<string, Has>> = {
  d: isDigit,
  D: (code) => code !== END && !isDigit(code),
  w: isWord,
  W: (code) => code !== END && !isWord(code),
  s: isSpace,
  S: (code) => code !== END && !isSpace(code),
};

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isWord(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

function isSpace(code: number): boolean {
  return code !== END && String.fromCharCode(code).trim() === "";
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}

function caseless(wanted: number): Has {
  return (code) => foldings(code).includes(wanted);
}

/** A character as it stands, small and large; nothing else where another has more than one unit. */
function foldings(code: number): number[] {
  if (code === END) return [];
  const char = String.fromCharCode(code);
  return [char, char.toLowerCase(), char.toUpperCase()]
    .filter((one) => one.length === 1)
    .map((one) => one.charCodeAt(0));
}
