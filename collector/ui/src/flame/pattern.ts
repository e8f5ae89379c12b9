import {
  Automaton,
  type Char,
  END,
  type Has,
  isDigit,
  isWord,
  type Place,
  type Step,
} from "./automaton";

/** Says of a name whether the pattern is found in it. */
export type Pattern = (name: string) => boolean;

type Node =
  | { readonly kind: "take"; readonly has: Has }
  | { readonly kind: "at"; readonly place: Place }
  | { readonly kind: "all"; readonly parts: readonly Node[] }
  | { readonly kind: "any"; readonly choices: readonly Node[] }
  | { readonly kind: "many"; readonly part: Node; readonly least: number; readonly most: number };

const MOST_STEPS = 1_000; // repeated parts as often as they may come, and the members of classes
const EMPTY: Node = { kind: "all", parts: [] };

/**
 * Reads a regular expression, upper and lower case alike. A name costs its length times at most 1,000
 * steps, and memory is bounded, whatever the text: a browser's own tries one way after the other. It
 * knows groups, alternatives, classes, anchors and repetition, not what lies around a match or what a
 * group held.
 *
 * Throws a SyntaxError where the text is none, or too large a one.
 */
export function patternOf(text: string): Pattern {
  const automaton = automatonOf(text);
  return (name) => automaton.finds(name);
}

/** As patternOf. */
export function automatonOf(text: string): Automaton {
  const reader = new Reader(text);
  return new Automaton(compile(reader.whole(), MOST_STEPS - reader.members));
}

/** Each part that is emitted adds a step, for what is empty was left out: no repetition is endless work. */
function compile(node: Node, most: number): Step[] {
  const steps: Step[] = [];
  const add = <T extends Step>(step: T): T => {
    if (steps.length >= most) throw new SyntaxError("the pattern is too large");
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
  /** Of all classes that were read so far. */
  members = 0;
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
      const part = this.repeated(this.part());
      if (part !== EMPTY) parts.push(part);
    }
    if (parts.length === 0) return EMPTY;
    return parts.length === 1 && parts[0].kind !== "at" ? parts[0] : { kind: "all", parts };
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
    if (least > MOST_STEPS || (most > MOST_STEPS && most < Number.POSITIVE_INFINITY)) {
      throw new SyntaxError("the pattern is too large");
    }
    if (part === EMPTY || most === 0) return EMPTY;
    if (least === 1 && most === 1) return part;
    return { kind: "many", part, least, most };
  }

  private part(): Node {
    const char = this.text[this.at++];
    if (char === "(") return this.group();
    if (char === "[") return { kind: "take", has: this.set() };
    if (char === ".") return { kind: "take", has: isOther(isLineEnd) };
    if (char === "^") return { kind: "at", place: "start" };
    if (char === "$") return { kind: "at", place: "end" };
    if (char === "\\") return this.escaped();
    if ("*+?".includes(char) || (char === "{" && this.match(/\d+(?:,\d*)?\}/y))) {
      throw new SyntaxError("nothing is repeated");
    }
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
    this.members += members.length;
    const has: Has = (char) => members.some((member) => member(char));
    return isOthers ? isOther(has) : has;
  }

  private span(low: number): Has[] {
    const high = this.member();
    if (typeof high !== "number") return [caseless(low), caseless(45), high];
    if (high < low) throw new SyntaxError("a range ends before it begins");
    return [({ cases }) => cases.some((one) => one >= low && one <= high)];
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
  d: hasDigit,
  D: isOther(hasDigit),
  w: hasWord,
  W: isOther(hasWord),
  s: isSpace,
  S: isOther(isSpace),
};

function hasDigit({ code }: Char): boolean {
  return isDigit(code);
}

function hasWord({ code }: Char): boolean {
  return isWord(code);
}

function isSpace({ code }: Char): boolean {
  return code !== END && String.fromCharCode(code).trim() === "";
}

function isLineEnd({ code }: Char): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}

function isOther(has: Has): Has {
  return (char) => char.code !== END && !has(char);
}

function caseless(wanted: number): Has {
  return ({ cases }) => cases.includes(wanted);
}
