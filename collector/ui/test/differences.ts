import { answerOf } from "./trees";

/** What `/difference` answers about two sets of stacks, a sample worth 20,000 µs and a side 100 s. */
export function differenceAnswer(
  before: readonly string[],
  after: readonly string[],
  scale: "share" | "per_second" = "share",
) {
  const countOf = (stacks: readonly string[]) =>
    new Map(
      stacks.map((stack) => [stack.slice(0, stack.lastIndexOf(" ")), stack.split(" ").at(-1)]),
    );
  const [counts, later] = [countOf(before), countOf(after)];
  const paths = [...new Set([...counts.keys(), ...later.keys()])];
  // The shape of both: every path counts once, which decides nothing but the order.
  const shape = answerOf(paths.map((path) => `${path} 1`));
  const columns = (side: Map<string, string | undefined>) => {
    const stacks = paths.map((path) => `${path} ${side.get(path) ?? 0}`);
    const { tree, samples } = answerOf(stacks, 20_000);
    return { self: tree.self, samples: tree.samples, all: samples };
  };
  const [first, second] = [columns(counts), columns(later)];
  const side = (samples: number) => ({
    from_millis: 1_000,
    to_millis: 2_000,
    labels: {},
    profiles: 10,
    samples,
    total: samples * 20_000,
    observed_seconds: 100,
    per_second: samples * 200,
    standard_error: 1,
  });
  return {
    service: "shop",
    measure: "cpu_time",
    unit: "microseconds",
    scale,
    before: side(first.all),
    after: side(second.all),
    change: { share: second.all / first.all - 1, low: 0.01, high: null },
    strings: shape.strings,
    frames: shape.frames,
    tree: {
      ascents: shape.tree.ascents,
      frame_indexes: shape.tree.frame_indexes,
      before_self: first.self,
      before_samples: first.samples,
      after_self: second.self,
      after_samples: second.samples,
    },
    functions: {
      count: 3,
      strings: ["", "com.acme.Cart", "=cmd()", "main", "total"],
      frames: { languages: [1, 1, 2], owner_indexes: [1, 0, 0], function_indexes: [4, 2, 3] },
      before: [0.1, 0.5, 0.4],
      after: [0.4, 0.2, 0.4],
      low: [0.2, -0.7, -0.01],
      high: [0.4, 0.1, 0.01],
      before_samples: [10, 5, 40],
      after_samples: [40, 2, 41],
    },
  };
}
