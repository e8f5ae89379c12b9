import { type CallTree, totalOf } from "./tree";

export type Step = "caller" | "callee" | "previous" | "next";

/**
 * Where an arrow key leads within the subtree that is shown: to the caller, to the most expensive callee,
 * or to the neighbour on the same level. Stays where there is nowhere to go.
 */
export function stepFrom(tree: CallTree, node: number, step: Step, shown: number): number {
  switch (step) {
    case "caller":
      return Math.max(0, tree.parent[node]);
    case "callee":
      return node < shown && tree.end[node] > shown
        ? towards(tree, node, shown)
        : widestCallee(tree, node);
    case "previous":
      return neighbour(tree, node, -1, shown);
    case "next":
      return neighbour(tree, node, 1, shown);
  }
}

// Above the zoomed node the only callee on the screen is the one that leads to it.
function towards(tree: CallTree, node: number, shown: number): number {
  let callee = shown;
  while (tree.parent[callee] !== node) callee = tree.parent[callee];
  return callee;
}

function widestCallee(tree: CallTree, node: number): number {
  let widest = node;
  for (let callee = node + 1; callee < tree.end[node]; callee = tree.end[callee]) {
    if (widest === node || totalOf(tree, callee) > totalOf(tree, widest)) widest = callee;
  }
  return widest;
}

function neighbour(tree: CallTree, node: number, direction: -1 | 1, shown: number): number {
  const { starts, nodes } = tree.levels;
  const depth = tree.depth[node];
  const at = positionOnLevel(tree, node) + direction;
  if (at < starts[depth] || at >= starts[depth + 1]) return node;
  const found = nodes[at];
  return found >= shown && found < tree.end[shown] ? found : node;
}

function positionOnLevel(tree: CallTree, node: number): number {
  const { starts, nodes } = tree.levels;
  let low = starts[tree.depth[node]];
  let high = starts[tree.depth[node] + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (nodes[middle] < node) low = middle + 1;
    else high = middle;
  }
  return low;
}
