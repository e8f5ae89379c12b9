import { expect, test } from "vitest";
import { csvOf } from "../src/csv";

test("csvOf_quotesWhatWouldEndAField", () => {
  expect(
    csvOf(
      ["a", "b"],
      [
        ['x,"y"\n', 1.5],
        [null, "plain"],
      ],
    ),
  ).toBe('a,b\r\n"x,""y""\n",1.5\r\n,plain\r\n');
});

test("csvOf_letsNoSpreadsheetRunAName", () => {
  const names = ["=1+1", "+1", "-1", "@a", "\t=1", "a=1", "x;=1"];
  expect(
    csvOf(
      [],
      names.map((name) => [name]),
    ),
  ).toBe(`\r\n'=1+1\r\n'+1\r\n'-1\r\n'@a\r\n"'\t=1"\r\na=1\r\n"x;'=1"\r\n`);
  expect(csvOf([], [[-1]])).toBe("\r\n-1\r\n");
});
