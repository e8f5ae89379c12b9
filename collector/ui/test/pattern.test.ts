import { expect, test } from "vitest";
import { Automaton, MOST_STATES, type State, type Step } from "../src/flame/automaton";
import { automatonOf, patternOf } from "../src/flame/pattern";

const NAMES = [
  "com.acme.Cart.total",
  "com.acme.Map.get(int)",
  "shop/cart.py <module>",
  "aab aba_ABB-0",
  "Übergröße.ß",
  "line\nend",
  "",
];

test.each([
  "cart",
  "CART\\.(total|price)$",
  "^com\\.acme\\b",
  "\\Bart",
  "a*b",
  "(?:a|ab)+?_",
  "(?<kind>get|set)\\(",
  "[A-C]{2,3}\\W",
  "[^a-z. ]",
  "[\\d-]{2}",
  "[\\w-]+0$",
  "b{2}",
  "a{1,}b{,2}",
  "x|",
  "^$",
  "^.*$",
  "\\s|\\x2dx",
  "\\u0061b",
  "über[GH]R",
  "[^\\s\\S]",
  "[]",
  "[^]$",
  "]}{",
  "(){3}_",
  "(|b){2,3}-",
  "(^)*{",
  "x{a}|a{,}{,2}|b{1}{",
])("patternOf_findsWhatTheBrowserFinds %s", (text) => {
  expect(NAMES.filter(patternOf(text))).toEqual(
    NAMES.filter((name) => new RegExp(text, "i").test(name)),
  );
});

test("patternOf_agreesWithTheBrowserOnGeneratedPatterns", () => {
  const next = numbers(7);
  let found = 0;
  for (let round = 0; round < 3_000; round++) {
    const text = generated(next, 3);
    const pattern = patternOf(text);
    const browser = new RegExp(text, "i");
    for (let i = 0; i < 5; i++) {
      const name = Array.from({ length: next(7) }, () => "aAb_-"[next(5)]).join("");
      expect(pattern(name), `${text} in '${name}'`).toBe(browser.test(name));
      found += pattern(name) ? 1 : 0;
    }
  }
  expect(found).toBeGreaterThan(1_000);
  expect(found).toBeLessThan(14_000);
});

// A browser would try each of 2^20000 ways, or 20000^4; the last would be nothing, 10^12 times or for ever.
test.each([
  "(a+)+$",
  "^(a|a)*$",
  "(a|aa)+$",
  "^a*a*a*a*$",
  "(.*)*x",
  "((((){1000}){1000}){1000}){1000}x",
  "((a{0}(){1000}){1000}){1000}x",
  "((((){1000,}){1000,}){1000,}){1000,}x",
])("patternOf_isNeverStuck %s", (text) => {
  expect(patternOf(text)(`${"a".repeat(20_000)}!`)).toBe(false);
});

test("automaton_asksARepeatedClassOnceForACharacter", () => {
  let asked = 0;
  const has = () => ++asked > 0;
  const program: Step[] = [
    { op: "fork", to: [1, 2, 3] },
    ...Array.from({ length: 3 }, () => ({ op: "take", has }) as const),
    { op: "at", place: "start" },
  ];
  expect(new Automaton(program).finds("äöü")).toBe(false);
  expect(asked).toBe(4); // of the end, too
});

test("automatonOf_keepsNoMoreStatesThanItSays", () => {
  const automaton = automatonOf("a[ab]{12}c"); // one for each of 2^13 ways to end in a and b
  const next = numbers(3);
  const kept = Array.from({ length: 30 }, () => {
    const name = Array.from({ length: 500 }, () => (next(1_000) < 500 ? "a" : "b")).join("");
    expect(automaton.finds(name)).toBe(false);
    expect(automaton.finds(`${name}abbbbbbbbbbbbc`)).toBe(true);
    return statesOf(automaton);
  });
  expect(Math.max(...kept)).toBeGreaterThan(MOST_STATES / 2);
  expect(Math.max(...kept)).toBeLessThanOrEqual(MOST_STATES + 2); // with the start, and what is found
});

test.each([
  "get(",
  "a)",
  "[a",
  "*a",
  "a**",
  "^*",
  "b-[z-a]",
  "a{2,1}",
  "a{2}{3}",
  "a*{2,}",
  "{2}",
  "^{2}",
  "\\",
  "(?=a)",
  "(?<!a)",
  "(a)\\1",
  "a{1001}",
  "(a{100}){100}",
  "(){99999999999999999999,}",
  "a{99999999999999999999,}",
  `[${"ab".repeat(501)}]`,
  `[${"a".repeat(600)}][^${"b".repeat(400)}]`,
])("patternOf_refuses %s", (text) => {
  expect(() => patternOf(text)).toThrow(SyntaxError);
});

/** How many states are kept alive: those that the start, or any that it leads to, refers to. */
function statesOf({ start }: Automaton): number {
  const states = new Set<State>([start]);
  for (const state of states) {
    for (const next of state.next) if (next) states.add(next);
  }
  return states.size;
}

/** Numbers below a bound that look like chance and are the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}

function generated(next: (below: number) => number, depth: number): string {
  const atoms = ["a", "B", "_", ".", "[ab]", "[^a]", "\\w", "\\W", "\\b", "\\B", "^", "$", "-"];
  const inner = (): string => generated(next, depth - 1);
  const kind = depth === 0 ? 0 : next(6);
  if (kind === 0) return atoms[next(atoms.length)];
  if (kind === 1) return `${inner()}|${inner()}`;
  if (kind === 2) return `(${inner()})${["*", "+", "?", "{2}", "{1,2}", "{0,}", "*?"][next(7)]}`;
  if (kind === 3) return `(?:${inner()})`;
  return inner() + inner();
}
