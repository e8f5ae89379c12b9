import { decodeFlamegraph } from "../src/api/decode";
import type { CallTree } from "../src/flame/tree";

const LANGUAGES: Readonly<Record<string, number>> = { J: 1, Py: 2, N: 3, K: 4, O: 5 };

/** What `/flamegraph` answers; the columns are filled by answerOf. */
export interface Answer {
  service: string;
  from_millis: number;
  to_millis: number;
  measure: string;
  unit: string;
  profiles: number;
  instances: number;
  first_millis: number;
  last_millis: number;
  samples: number;
  total: number;
  estimated: string[];
  strings: string[];
  frames: { languages: number[]; owner_indexes: number[]; function_indexes: number[] };
  tree: { ascents: number[]; frame_indexes: number[]; self: number[]; samples: number[] };
  pruned: { nodes: number; value: number };
}

interface Node {
  readonly children: Map<string, Node>;
  samples: number;
}

/**
 * The answer of a collector that saw these stacks: `main;parse;read 3` is three samples of main calling
 * parse calling read. A frame is `name` (Java, no owner) or `J:owner#name`, `Py:…`, `N:…`, `K:…`, `O:…`.
 */
export function answerOf(stacks: readonly string[], valueOfSample = 1): Answer {
  const root = merge(stacks);
  const strings = new Map([["", 0]]);
  const frameIndexes = new Map<string, number>();
  const answer = emptyAnswer();
  const { frames, tree } = answer;
  const indexOf = (text: string): number => {
    if (!strings.has(text)) strings.set(text, strings.size);
    return strings.get(text) ?? 0;
  };
  const frameOf = (text: string): number => {
    const known = frameIndexes.get(text);
    if (known !== undefined) return known;
    const [, language, owner, name] = /^(?:(\w+):)?(?:(.*)#)?(.*)$/.exec(text) ?? [];
    frames.languages.push(LANGUAGES[language ?? "J"]);
    frames.owner_indexes.push(indexOf(owner ?? ""));
    frames.function_indexes.push(indexOf(name));
    frameIndexes.set(text, frameIndexes.size);
    return frameIndexes.size - 1;
  };
  let depthBefore = 0;
  const write = (node: Node, depth: number): void => {
    tree.self.push(node.samples * valueOfSample);
    tree.samples.push(node.samples);
    answer.samples += node.samples;
    for (const [text, child] of [...node.children].sort(([a], [b]) => (a < b ? -1 : 1))) {
      tree.ascents.push(depthBefore - depth);
      tree.frame_indexes.push(frameOf(text));
      depthBefore = depth + 1;
      write(child, depth + 1);
    }
  };
  write(root, 0);
  answer.total = answer.samples * valueOfSample;
  answer.strings = [...strings.keys()];
  return answer;
}

export function treeOf(...stacks: string[]): CallTree {
  return decodeFlamegraph(answerOf(stacks)).tree;
}

function merge(stacks: readonly string[]): Node {
  const root: Node = { children: new Map(), samples: 0 };
  for (const stack of stacks) {
    const [, path, count] = /^(.*) (\d+)$/.exec(stack) ?? [];
    let node = root;
    for (const frame of path.split(";")) {
      const child = node.children.get(frame) ?? { children: new Map(), samples: 0 };
      node.children.set(frame, child);
      node = child;
    }
    node.samples += Number(count);
  }
  return root;
}

export function emptyAnswer(): Answer {
  return {
    service: "shop",
    from_millis: 1_000,
    to_millis: 2_000,
    measure: "cpu_time",
    unit: "microseconds",
    profiles: 1,
    instances: 1,
    first_millis: 1_000,
    last_millis: 2_000,
    samples: 0,
    total: 0,
    estimated: [],
    strings: [""],
    frames: { languages: [], owner_indexes: [], function_indexes: [] },
    tree: { ascents: [], frame_indexes: [], self: [], samples: [] },
    pruned: { nodes: 0, value: 0 },
  };
}

/** Numbers that look random and are the same in every run, from 0 on below 1. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A tree of so many nodes in no order of size: the hard case for a layout. */
export function randomAnswer(nodes: number, seed: number, names = 400): Answer {
  const random = randomFrom(seed);
  const answer = { ...emptyAnswer(), ...namesOf(names) };
  const { tree } = answer;
  tree.self.push(0);
  tree.samples.push(0);
  let depth = 0;
  for (let node = 1; node <= nodes; node++) {
    const down = depth < 2 || (depth < 70 && random() < 0.62);
    const ascent = down ? 0 : Math.min(depth - 1, 1 + Math.floor(random() ** 9 * depth));
    depth += 1 - ascent;
    const samples = random() < 0.4 ? 0 : Math.floor(1 / (random() ** 1.5 + 0.001));
    append(answer, ascent, Math.floor(random() * names), samples);
  }
  return answer;
}

/** A tree of so many nodes as profiles are: samples that mostly follow the same few paths, 70 deep. */
export function sampledAnswer(nodes: number, seed: number, names: number): Answer {
  const random = randomFrom(seed);
  const root: SampledNode = { callees: [], samples: 0 };
  for (let grown = 0; grown < nodes; ) {
    let node = root;
    for (let depth = 1 + Math.floor(random() * 70); depth > 0 && grown < nodes; depth--) {
      const which = Math.min(8, Math.floor(random() ** -0.4) - 1);
      if (!node.callees[which]) {
        node.callees[which] = { callees: [], samples: 0 };
        grown++;
      }
      node = node.callees[which];
    }
    node.samples++;
  }
  const answer = { ...emptyAnswer(), ...namesOf(names) };
  answer.tree.self.push(0);
  answer.tree.samples.push(0);
  let depthBefore = 0;
  const write = (node: SampledNode, depth: number): void => {
    for (const callee of node.callees.filter(Boolean)) {
      append(answer, depthBefore - depth, Math.floor(random() * names), callee.samples);
      depthBefore = depth + 1;
      write(callee, depth + 1);
    }
  };
  write(root, 0);
  return answer;
}

interface SampledNode {
  readonly callees: SampledNode[]; // with gaps
  samples: number;
}

function namesOf(count: number): Pick<Answer, "strings" | "frames"> {
  const strings = [""];
  const frames: Answer["frames"] = { languages: [], owner_indexes: [], function_indexes: [] };
  for (let name = 0; name < count; name++) {
    frames.languages.push(1 + (name % 3));
    frames.owner_indexes.push(strings.push(`com.acme.part${name % 40}.Class${name}`) - 1);
    frames.function_indexes.push(strings.push(`method${name}`) - 1);
  }
  return { strings, frames };
}

function append(answer: Answer, ascent: number, frame: number, samples: number): void {
  answer.tree.ascents.push(ascent);
  answer.tree.frame_indexes.push(frame);
  answer.tree.samples.push(samples);
  answer.tree.self.push(samples * 20_000);
  answer.samples += samples;
  answer.total += samples * 20_000;
}
