import type { NodeColours, Theme } from "./colour";
import { frameOf, keyOfFrame } from "./frameKey";
import { stateEdge, stateFill } from "./threadState";
import { type CallTree, totalOf } from "./tree";

/** How the value of each node of a tree divides among thread states. */
export interface StateShares {
  readonly states: readonly string[];
  readonly values: readonly Float64Array[]; // of each state, by node
}

/** The colour and the edge of each node's main state. */
export function nodeColours(tree: CallTree, shares: StateShares, theme: Theme): NodeColours {
  const states = Array.from(
    { length: tree.size },
    (_, node) => shares.states[mainState(shares, node)] ?? "unspecified",
  );
  const fills = new Map([...new Set(states)].map((state) => [state, stateFill(state, theme)]));
  return {
    fills: states.map((state) => fills.get(state) ?? theme.root),
    edges: states.map(stateEdge),
  };
}

/** One thread state's own call tree, of the same profiles as the tree of all states. */
export interface StateTree {
  readonly state: string;
  readonly tree: CallTree;
}

/** Finds each path of the states' trees in the tree of all. What it does not show counts nowhere. */
export function stateShares(tree: CallTree, parts: readonly StateTree[]): StateShares {
  const callees = calleesOf(tree);
  return {
    states: parts.map(({ state }) => state),
    values: parts.map((part) => valuesIn(tree, callees, part.tree)),
  };
}

/** The state that a node spent most of its value in, by index; -1 where nothing is known. */
export function mainState({ values }: StateShares, node: number): number {
  let most = -1;
  values.forEach((value, state) => {
    if (value[node] > 0 && (most < 0 || value[node] > values[most][node])) most = state;
  });
  return most;
}

/** The callee of a caller by frame. */
type Callees = ReadonlyMap<number, number>;

function calleesOf(tree: CallTree): Callees {
  const callees = new Map<number, number>();
  for (let node = 1; node < tree.size; node++) {
    callees.set(placeKey(tree, tree.parent[node], tree.frame[node]), node);
  }
  return callees;
}

function placeKey(tree: CallTree, caller: number, frame: number): number {
  return caller * tree.frames.functions.length + frame;
}

function valuesIn(tree: CallTree, callees: Callees, part: CallTree): Float64Array {
  const values = new Float64Array(tree.size);
  const frames = part.frames.functions.map((_, frame) =>
    frameOf(tree.frames, keyOfFrame(part.frames, frame)),
  );
  const image = new Int32Array(part.size).fill(-1);
  image[0] = 0;
  values[0] = totalOf(part, 0);
  for (let node = 1; node < part.size; node++) {
    const [caller, frame] = [image[part.parent[node]], frames[part.frame[node]]];
    if (caller < 0 || frame < 0) continue;
    const found = callees.get(placeKey(tree, caller, frame));
    if (found === undefined) continue;
    image[node] = found;
    values[found] += totalOf(part, node);
  }
  return values;
}
