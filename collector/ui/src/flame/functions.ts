import type { First } from "./transform";
import { type CallTree, totalOf } from "./tree";

/** What each function cost, by index into the frame table. */
export interface FunctionCosts {
  readonly self: Float64Array;
  readonly total: Float64Array;
  readonly samples: Float64Array; // of the stacks that the function is on
}

/**
 * Sums over the tree. A function counts once per stack, however often it recurs there.
 *
 * @param first of "callees", what was executing stands under the root, and a path's value at its end
 */
export function functionCosts(tree: CallTree, first: First = "callers"): FunctionCosts {
  const count = tree.frames.functions.length;
  const self = new Float64Array(count);
  const total = new Float64Array(count);
  const samples = new Float64Array(count);
  const openUntil = new Int32Array(count); // end of the outermost open call of the function
  for (let node = 1; node < tree.size; node++) {
    const frame = tree.frame[node];
    if (first === "callers") self[frame] += tree.self[node];
    else if (tree.parent[node] === 0) self[frame] += totalOf(tree, node);
    if (node < openUntil[frame]) continue;
    openUntil[frame] = tree.end[node];
    total[frame] += tree.right[node] - tree.left[node];
    samples[frame] += tree.samples[node];
  }
  return { self, total, samples };
}
