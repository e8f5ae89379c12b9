import { type CallTree, totalOf } from "../flame/tree";

/** A function that calls another directly, or is called by it. */
export interface Neighbour {
  readonly frame: number;
  readonly value: number;
  readonly samples: number;
}

/** The frames directly below the one that a tree begins with, the most valuable first. */
export function neighboursOf(tree: CallTree): Neighbour[] {
  const found: Neighbour[] = [];
  if (tree.size < 2) return found;
  for (let node = 2; node < tree.end[1]; node = tree.end[node]) {
    const [value, samples] = [totalOf(tree, node), tree.samples[node]];
    found.push({ frame: tree.frame[node], value, samples });
  }
  return found.sort((a, b) => b.value - a.value);
}
