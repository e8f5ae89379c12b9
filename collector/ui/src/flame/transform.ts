import type { Look } from "../page/look";
import { frameOf } from "./frameKey";
import { buildTree, type CallTree, type FrameTable, type TreeColumns } from "./tree";

/** Which end of the stacks stands under the root. */
export type First = "callers" | "callees";

const NOWHERE = -1;
const ROOT = 0;

/**
 * The tree without hidden frames, beginning with the frame in focus, with direct recursion drawn once;
 * what becomes equal is merged, in the order of first sight. The same tree where nothing of it changes.
 *
 * A hidden frame's own value is its caller's. Stacks without the frame in focus are left out; of the
 * others what stands before its outermost call is.
 */
export function transform(
  tree: CallTree,
  { hidden, focus, collapsed }: Pick<Look, "hidden" | "focus" | "collapsed">,
  first: First = "callers",
): CallTree {
  const leftOut = hidden.map((key) => frameOf(tree.frames, key)).filter((frame) => frame >= 0);
  if (leftOut.length === 0 && focus === "" && !collapsed) return tree;
  const wanted = frameOf(tree.frames, focus);
  const counted = focus === "" ? everyNode(tree) : focusedNodes(tree, wanted, first);
  return merge(tree, counted, new Set(leftOut), collapsed);
}

/** For each node the node that its own value goes to, or NOWHERE; and which nodes lead to any. */
interface Counted {
  readonly target: Int32Array;
  readonly kept: Uint8Array;
}

function everyNode(tree: CallTree): Counted {
  return {
    target: Int32Array.from({ length: tree.size }, (_, node) => node),
    kept: new Uint8Array(tree.size).fill(1),
  };
}

function focusedNodes(tree: CallTree, wanted: number, first: First): Counted {
  return first === "callers" ? calledBy(tree, wanted) : upTo(tree, wanted);
}

// From the outermost call of the frame on.
function calledBy(tree: CallTree, wanted: number): Counted {
  const target = new Int32Array(tree.size).fill(NOWHERE);
  const kept = new Uint8Array(tree.size);
  for (let node = 1; node < tree.size; node++) {
    if (tree.frame[node] !== wanted && kept[tree.parent[node]] === 0) continue;
    kept[node] = 1;
    target[node] = node;
  }
  return { target, kept };
}

// Of stacks that stand upside down: up to the outermost call, which is the last.
function upTo(tree: CallTree, wanted: number): Counted {
  const target = new Int32Array(tree.size).fill(NOWHERE);
  const kept = new Uint8Array(tree.size);
  for (let node = 1; node < tree.size; node++) {
    target[node] = tree.frame[node] === wanted ? node : target[tree.parent[node]];
  }
  for (let node = tree.size - 1; node > 0; node--) {
    if (tree.frame[node] === wanted) kept[node] = 1;
    if (kept[node] === 1) kept[tree.parent[node]] = 1;
  }
  return { target, kept };
}

function merge(
  tree: CallTree,
  { target, kept }: Counted,
  hidden: ReadonlySet<number>,
  collapsed: boolean,
): CallTree {
  const grown = new GrowingTree(tree.frames);
  const image = new Int32Array(tree.size); // of a node that is not kept, ROOT
  for (let node = 0; node < tree.size; node++) {
    if (node > 0 && kept[node] === 1) {
      const caller = image[tree.parent[node]];
      const frame = tree.frame[node];
      const isDrawn = !hidden.has(frame) && !(collapsed && grown.frame[caller] === frame);
      image[node] = isDrawn ? grown.callee(caller, frame) : caller;
    }
    if (target[node] !== NOWHERE) {
      grown.add(image[target[node]], tree.self[node], tree.selfSamples[node]);
    }
  }
  return grown.toTree();
}

/** A tree under construction: callers exist before their callees. */
class GrowingTree {
  readonly frame = [NOWHERE];
  private readonly self = [0];
  private readonly samples = [0];
  private readonly callees: number[][] = [[]];
  private readonly known = new Map<number, number>();

  constructor(private readonly frames: FrameTable) {}

  callee(caller: number, frame: number): number {
    const key = caller * this.frames.functions.length + frame;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const node = this.frame.push(frame) - 1;
    this.self.push(0);
    this.samples.push(0);
    this.callees.push([]);
    this.callees[caller].push(node);
    this.known.set(key, node);
    return node;
  }

  add(node: number, value: number, samples: number): void {
    this.self[node] += value;
    this.samples[node] += samples;
  }

  toTree(): CallTree {
    const columns = { ascents: [], frameIndexes: [], self: [], samples: [] } as {
      [column in keyof TreeColumns]: number[];
    };
    const waiting = [ROOT];
    const depths = [0];
    let depthBefore = 0;
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const depth = depths.pop() ?? 0;
      if (node !== ROOT) {
        columns.ascents.push(depthBefore + 1 - depth);
        columns.frameIndexes.push(this.frame[node]);
      }
      columns.self.push(this.self[node]);
      columns.samples.push(this.samples[node]);
      for (const callee of this.callees[node].reverse()) {
        waiting.push(callee);
        depths.push(depth + 1);
      }
      depthBefore = depth;
    }
    return buildTree(this.frames, columns);
  }
}
