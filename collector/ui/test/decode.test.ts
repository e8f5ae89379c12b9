import { expect, test } from "vitest";
import { decodeFlamegraph, decodeServices } from "../src/api/decode";
import { type Answer, answerOf, emptyAnswer } from "./trees";

test("decodeServices_readsWhatTheCollectorKnows", () => {
  const answer = {
    services: [
      {
        service: "shop-java",
        runtimes: [{ language: "java", name: "OpenJDK 64-Bit Server VM", version: "17.0.15" }],
        instances: 1,
        profiles: 12,
        first_millis: 5,
        last_millis: 9,
        labels: { env: ["prod"] },
        series: [{ measure: "cpu_time", state: "running" }],
      },
    ],
  };
  expect(decodeServices(answer)).toEqual([
    {
      service: "shop-java",
      runtimes: [{ language: "java", name: "OpenJDK 64-Bit Server VM", version: "17.0.15" }],
      instances: 1,
      profiles: 12,
      firstMillis: 5,
      lastMillis: 9,
      labels: { env: ["prod"] },
      series: [{ measure: "cpu_time", state: "running" }],
    },
  ]);
});

test("decodeServices_ofNoneIsEmpty", () => {
  expect(decodeServices({ services: [] })).toEqual([]);
});

test("decodeFlamegraph_joinsFramesWithTheirNames", () => {
  const { tree, unit, samples, total } = decodeFlamegraph(
    answerOf(["J:com.acme.Cart#total;N:libc.so.6#memcpy 2", "Py:shop.cart#Cart.total 1"], 20),
  );
  expect(tree.frames.names).toEqual([
    "com.acme.Cart.total",
    "memcpy [libc.so.6]",
    "shop.cart.Cart.total",
  ]);
  expect({ unit, samples, total }).toEqual({ unit: "microseconds", samples: 3, total: 60 });
});

test("decodeFlamegraph_ofAnEmptyAnswerIsARootWithoutValue", () => {
  const { tree, total } = decodeFlamegraph(emptyAnswer());
  expect([tree.size, tree.right[0], total]).toEqual([1, 0, 0]);
});

const REFUSED: [string, (answer: Answer) => void, string][] = [
  ["aShortColumn", ({ tree }) => tree.self.pop(), "tree has columns of 3 and 2 entries"],
  [
    "aFrameThatIsNot",
    ({ tree }) => tree.frame_indexes.fill(9),
    "frame_indexes[0] is 9, not below 2",
  ],
  ["aNameThatIsNot", ({ frames }) => frames.function_indexes.fill(7), "[0] is 7, not below 3"],
  [
    "anAscentAboveTheRoot",
    ({ tree }) => tree.ascents.fill(1),
    "node 1 goes up 1 levels from depth 0",
  ],
  ["aNegativeValue", ({ tree }) => tree.self.fill(-1), "flamegraph.tree.self is not numbers"],
  ["aFraction", ({ tree }) => tree.ascents.fill(0.5), "ascents[0] is 0.5, not below 2"],
  ["anUnknownUnit", (answer) => Object.assign(answer, { unit: "apples" }), "unit is 'apples'"],
];

for (const [what, spoil, complaint] of REFUSED) {
  test(`decodeFlamegraph_refuses_${what}`, () => {
    const answer = answerOf(["a;b 1"]);
    spoil(answer);
    expect(() => decodeFlamegraph(answer)).toThrow(complaint);
  });
}

test("decodeFlamegraph_refusesWhatIsNoObject", () => {
  expect(() => decodeFlamegraph("<html>")).toThrow("flamegraph is not an object");
});
