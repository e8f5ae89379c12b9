import { expect, test } from "vitest";
import { patternOf } from "../src/flame/pattern";

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

// A browser would try each of 2^20000 ways, or 20000^4.
test.each(["(a+)+$", "^(a|a)*$", "(a|aa)+$", "^a*a*a*a*$", "(.*)*x"])(
  "patternOf_isNeverStuck %s",
  (text) => {
    expect(patternOf(text)(`${"a".repeat(20_000)}!`)).toBe(false);
  },
);

test.each([
  "get(",
  "a)",
  "[a",
  "*a",
  "a**",
  "^*",
  "b-[z-a]",
  "a{2,1}",
  "\\",
  "(?=a)",
  "(?<!a)",
  "(a)\\1",
  "a{1001}",
  "(a{100}){100}",
])("patternOf_refuses %s", (text) => {
  expect(() => patternOf(text)).toThrow(SyntaxError);
});

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
