import type { CallTree } from "./tree";

/** What is looked at: a span of values drawn over a width in pixels, and which levels. */
export interface View {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly firstLevel: number;
  readonly lastLevel: number; // included
}

/**
 * What to draw, as columns, in pixels of the view, level by level and from left to right.
 *
 * A box stands for one node at least one pixel wide, or for a run of narrower neighbours: then
 * `merged` counts them and `nodes` names the first.
 */
export interface Boxes {
  readonly nodes: number[];
  readonly levels: number[];
  readonly lefts: number[];
  readonly rights: number[];
  readonly merged: number[]; // 0 for a single node
}

/**
 * Every node of the view that is at least one pixel wide exactly once, and runs for the rest. The work
 * follows the pixels, not the nodes: what lies within one pixel is leapt over by binary search.
 */
export function boxesOf(tree: CallTree, view: View): Boxes {
  const boxes: Boxes = { nodes: [], levels: [], lefts: [], rights: [], merged: [] };
  if (view.to <= view.from || view.width <= 0) return boxes;
  const deepest = Math.min(view.lastLevel, tree.levels.starts.length - 2);
  for (let level = view.firstLevel; level <= deepest; level++) {
    placeLevel(tree, view, level, boxes);
  }
  return boxes;
}

/** The node of a level that covers a value, or -1. */
export function nodeAt(tree: CallTree, level: number, value: number): number {
  const { starts, nodes, left, right } = tree.levels;
  if (level < 0 || level > starts.length - 2) return -1;
  const last = starts[level + 1];
  let at = firstReaching(right, value, starts[level], last);
  while (at < last && right[at] <= value) at++;
  return at < last && left[at] <= value ? nodes[at] : -1;
}

function placeLevel(tree: CallTree, view: View, level: number, boxes: Boxes): void {
  const { starts, nodes, left, right } = tree.levels;
  const last = starts[level + 1];
  const pixel = (view.to - view.from) / view.width;
  const place = (first: number, end: number): void => {
    boxes.nodes.push(nodes[first]);
    boxes.levels.push(level);
    boxes.lefts.push(Math.max(0, (left[first] - view.from) / pixel));
    boxes.rights.push(Math.min(view.width, (right[end - 1] - view.from) / pixel));
    boxes.merged.push(right[first] - left[first] >= pixel ? 0 : end - first);
  };

  let at = firstReaching(right, view.from, starts[level], last);
  while (at < last && right[at] <= view.from) at++;
  while (at < last && left[at] < view.to) {
    const end = right[at] - left[at] >= pixel ? at + 1 : endOfRun(tree, at, last, pixel);
    place(at, end);
    at = end;
  }
}

// A frame that starts inside a run's last pixel may be wide, so a leap goes by right edges: all that it
// passes over begins and ends within one pixel.
function endOfRun(tree: CallTree, first: number, last: number, pixel: number): number {
  const { left, right } = tree.levels;
  let end = first;
  do {
    end = firstReaching(right, left[end] + pixel, end + 1, last);
  } while (end < last && right[end] - left[end] < pixel && left[end] - right[end - 1] < pixel);
  return end;
}

/** The first entry from `low` on, below `high`, that is not below the value; else `high`. */
function firstReaching(edges: Float64Array, value: number, low: number, high: number): number {
  let step = 1;
  let from = low;
  let to = low;
  while (to < high && edges[to] < value) {
    from = to + 1;
    to += step;
    step *= 2;
  }
  if (to > high) to = high;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (edges[middle] < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
