import { expect, test } from "vitest";
import { DEEPEST, evidenceTree, nameOf, placeName } from "../src/findings/evidence";
import { decodeFindings } from "../src/findings/findings";
import { isPage, stretchesOf } from "../src/findings/marked";
import { totalOf } from "../src/flame/tree";

function path(share: number, ...functions: string[]) {
  const frames = functions.map((name) => ({
    language: "java",
    owner: "com.acme.Cart",
    function: name,
    line: 0,
  }));
  return { share, frames };
}

function paths(...evidence: ReturnType<typeof path>[]): string[] {
  const tree = evidenceTree(evidence);
  return [...tree.frame].slice(1).map((frame, at) => {
    const node = at + 1;
    return `${tree.depth[node]} ${tree.frames.functions[frame]} ${totalOf(tree, node) / 10_000}`;
  });
}

test("evidenceTree_mergesWhatPathsBeginWith", () => {
  expect(paths(path(0.2, "a", "b", "c"), path(0.1, "a", "d"), path(0.05, "a", "b"))).toEqual([
    "1 a 35",
    "2 b 25",
    "3 c 20",
    "2 d 10",
  ]);
});

test("evidenceTree_keepsRecursionAndTheInnermostFrames", () => {
  expect(paths(path(0.1, "a", "a"))).toEqual(["1 a 10", "2 a 10"]);
  const deep = Array.from({ length: DEEPEST + 3 }, (_, i) => `f${i}`);
  expect(paths(path(0.1, ...deep))[0]).toBe("1 f3 10");
  expect(paths()).toEqual([]);
});

test("nameOf_hasTheLineWhereOneIsKnown", () => {
  const [frame] = path(1, "total").frames;
  expect(nameOf(frame)).toBe("com.acme.Cart.total");
  expect(nameOf({ ...frame, line: 42 })).toBe("com.acme.Cart.total:42");
});

const FINDING = {
  ...{ id: "0123456789abcdef0123", service: "shop", kind: "recommendation", rule: "r" },
  ...{ title: "t", severity: "high", why: "w", fix: "f", example: "", links: ["https://a"] },
  ...{ measure: "cpu_time", states: [], unit: "microseconds", share: 0.3, value: 1, samples: 9 },
  ...{ from_millis: 1, to_millis: 2, first_millis: 1, first_share: 0.3, status: "open" },
  ...{ dismissed: null, place: null, expected: null },
  evidence: [path(0.3, "main", "parse")],
};

test("decodeFindings_readsWhatIsNullAsMissing", () => {
  const [finding] = decodeFindings({ findings: [FINDING], checked: [] }).findings;
  expect([finding.dismissed, finding.place, finding.expected]).toEqual([null, null, null]);
  expect(placeName(finding)).toBe("com.acme.Cart.parse");
  const place = { language: "python", owner: "shop.cart", function: "total" };
  const [placed] = decodeFindings({ findings: [{ ...FINDING, place }], checked: [] }).findings;
  expect(placeName(placed)).toBe("shop.cart.total");
});

test("stretchesOf_takesPairsOfBackticksForCode", () => {
  expect(stretchesOf("use `a` or `b`")).toEqual([
    { text: "use ", code: false },
    { text: "a", code: true },
    { text: " or ", code: false },
    { text: "b", code: true },
  ]);
  expect(stretchesOf("a ` b")).toEqual([{ text: "a ` b", code: false }]);
});

test("isPage_refusesWhatWouldRun", () => {
  expect(["https://a", "HTTP://b", "javascript:alert(1)", "//c", "data:x"].map(isPage)).toEqual([
    ...[true, true, false, false, false],
  ]);
});
