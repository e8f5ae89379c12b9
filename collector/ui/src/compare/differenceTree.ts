import type { Difference, SideTotal } from "../api/difference";
import { buildTree, type CallTree } from "../flame/tree";
import type { Width } from "../page/comparison";
import { type Change, changeOfShare, changePerSecond, isSure } from "./interval";

/** The paths of both sides as a tree to draw, and how each changed. */
export interface DifferenceTree {
  readonly tree: CallTree; // values are on the scale: of B, or of A and B together
  readonly changes: readonly Change[]; // of each node with all that it calls
  readonly beforeSamples: Float64Array;
  readonly afterSamples: Float64Array;
}

/** Places the paths of both sides by what B has of them, or by what both have together. */
export function differenceTree(difference: Difference, width: Width): DifferenceTree {
  const { frames, ascents, frameIndexes, before, after } = difference.columns;
  const of = (side: { self: readonly number[]; samples: readonly number[] }): CallTree =>
    buildTree(frames, { ascents, frameIndexes, self: side.self, samples: side.samples });
  const [treeBefore, treeAfter] = [of(before), of(after)];
  const changed = difference.scale === "share" ? changeOfShare : changePerSecond;
  const changes: Change[] = [];
  for (let node = 0; node < treeBefore.size; node++) {
    changes.push(
      changed(
        { value: totalAt(treeBefore, node), samples: treeBefore.samples[node] },
        { value: totalAt(treeAfter, node), samples: treeAfter.samples[node] },
        difference.before,
        difference.after,
      ),
    );
  }
  const unitBefore = width === "both" ? unitOf(difference.before, difference.scale) : 0;
  const unitAfter = unitOf(difference.after, difference.scale);
  const tree = buildTree(frames, {
    ascents,
    frameIndexes,
    self: after.self.map((value, node) => value * unitAfter + before.self[node] * unitBefore),
    samples: after.samples.map((samples, node) => samples + before.samples[node]),
  });
  return { tree, changes, beforeSamples: treeBefore.samples, afterSamples: treeAfter.samples };
}

/**
 * Which way a path changed and how much, for its colour: from -1, only A has it, to 1, only B has it; 0
 * where the change may be chance.
 */
export function leaning(change: Change): number {
  const both = change.before + change.after;
  return both > 0 && isSure(change) ? (change.after - change.before) / both : 0;
}

function totalAt(tree: CallTree, node: number): number {
  return tree.right[node] - tree.left[node];
}

/** What one of the measure's unit is worth on the scale; 0 where the side has nothing. */
function unitOf(side: SideTotal, scale: Difference["scale"]): number {
  const whole = scale === "share" ? side.total : side.observedSeconds;
  return whole > 0 ? 1 / whole : 0;
}
