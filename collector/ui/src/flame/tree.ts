/** The functions on any stack, as columns of one length. */
export interface FrameTable {
  readonly languages: readonly number[];
  readonly owners: readonly string[];
  readonly functions: readonly string[];
  readonly names: readonly string[]; // in full: see fullName
}

/**
 * The nodes of each level from left to right. Level d is entries starts[d] up to starts[d + 1]
 * (excluded) of the other columns.
 */
export interface Levels {
  readonly starts: Int32Array;
  readonly nodes: Int32Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/**
 * A merged call tree in preorder, callers before callees: entry n of each column describes node n.
 * Node 0 is the root and has no frame (-1) and no parent (-1).
 *
 * A node spans [left, right) in the unit of the measure, children from its left edge on, its own
 * (self) value at the right end. On a level, right edges never decrease.
 */
export interface CallTree {
  readonly size: number;
  readonly frames: FrameTable;
  readonly frame: Int32Array;
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  readonly end: Int32Array; // the first node after the subtree
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly self: Float64Array;
  readonly selfSamples: Float64Array;
  readonly samples: Float64Array;
  readonly levels: Levels;
}

/** A call tree as it is sent: entry i of the first two describes node i + 1, of the others node i. */
export interface TreeColumns {
  readonly ascents: readonly number[];
  readonly frameIndexes: readonly number[];
  readonly self: readonly number[];
  readonly samples: readonly number[];
}

/** Places every node. Expects columns that were checked: see decodeFlamegraph. */
export function buildTree(frames: FrameTable, columns: TreeColumns): CallTree {
  const size = columns.ascents.length + 1;
  const frame = new Int32Array(size);
  frame[0] = -1;
  frame.set(columns.frameIndexes, 1);
  const parent = parentsOf(columns.ascents);
  const depth = depthsOf(parent);
  const self = new Float64Array(columns.self);
  const spans = spansOf(parent, self);
  const selfSamples = new Float64Array(columns.samples);
  const samples = totalsOf(parent, selfSamples);
  const levels = levelsOf(depth, spans.left, spans.right);
  return { size, frames, frame, parent, depth, ...spans, self, selfSamples, samples, levels };
}

/** The value of a node and of all that it calls. */
export function totalOf(tree: CallTree, node: number): number {
  return tree.right[node] - tree.left[node];
}

/** The deepest level below and including a node. */
export function deepestLevel(tree: CallTree, node: number): number {
  let deepest = tree.depth[node];
  for (let n = node + 1; n < tree.end[node]; n++) {
    if (tree.depth[n] > deepest) deepest = tree.depth[n];
  }
  return deepest;
}

/** The nodes from the first below the root to this one, callers first; empty for the root. */
export function pathTo(tree: CallTree, node: number): number[] {
  const path: number[] = [];
  for (let n = node; n > 0; n = tree.parent[n]) path.push(n);
  return path.reverse();
}

function parentsOf(ascents: readonly number[]): Int32Array {
  const parent = new Int32Array(ascents.length + 1);
  parent[0] = -1;
  for (let node = 1; node < parent.length; node++) {
    let caller = node - 1;
    for (let up = ascents[node - 1]; up > 0; up--) caller = parent[caller];
    parent[node] = caller;
  }
  return parent;
}

function depthsOf(parent: Int32Array): Int32Array {
  const depth = new Int32Array(parent.length);
  for (let node = 1; node < depth.length; node++) depth[node] = depth[parent[node]] + 1;
  return depth;
}

// One running sum gives all edges, so neighbours share theirs exactly and no rounding can overlap them.
function spansOf(parent: Int32Array, self: Float64Array) {
  const size = parent.length;
  const left = new Float64Array(size);
  const right = new Float64Array(size);
  const end = new Int32Array(size);
  let sum = 0;
  const closeUpTo = (caller: number, next: number): void => {
    for (let node = next - 1; node !== caller; node = parent[node]) {
      sum += self[node];
      right[node] = sum;
      end[node] = next;
    }
  };
  for (let node = 1; node < size; node++) {
    closeUpTo(parent[node], node);
    left[node] = sum;
  }
  closeUpTo(-1, size);
  return { left, right, end };
}

function totalsOf(parent: Int32Array, self: Float64Array): Float64Array {
  const total = self.slice();
  for (let node = total.length - 1; node > 0; node--) total[parent[node]] += total[node];
  return total;
}

function levelsOf(depth: Int32Array, left: Float64Array, right: Float64Array): Levels {
  const size = depth.length;
  let deepest = 0;
  for (let node = 0; node < size; node++) deepest = Math.max(deepest, depth[node]);
  const starts = new Int32Array(deepest + 2);
  for (let node = 0; node < size; node++) starts[depth[node] + 1]++;
  for (let level = 0; level <= deepest; level++) starts[level + 1] += starts[level];

  const next = starts.slice();
  const nodes = new Int32Array(size);
  const lefts = new Float64Array(size);
  const rights = new Float64Array(size);
  for (let node = 0; node < size; node++) {
    const at = next[depth[node]]++;
    nodes[at] = node;
    lefts[at] = left[node];
    rights[at] = right[node];
  }
  return { starts, nodes, left: lefts, right: rights };
}
