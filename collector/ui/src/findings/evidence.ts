import { languageOf } from "../flame/frameKey";
import { fullName } from "../flame/label";
import { buildTree, type CallTree, type FrameTable } from "../flame/tree";
import type { EvidenceFrame, EvidencePath, Finding } from "./findings";

/** Of a path the frames that a small picture has room for, from the innermost on. */
export const DEEPEST = 12;

const PARTS = 1_000_000; // of a share: a tree counts in whole units

interface Branch {
  readonly frame: number;
  readonly children: Branch[];
  self: number;
}

/** The paths of a finding as one small call tree, callers before callees, the dearest first. Pure. */
export function evidenceTree(paths: readonly EvidencePath[]): CallTree {
  const frames: EvidenceFrame[] = [];
  const indexes = new Map<string, number>();
  const indexOf = (frame: EvidenceFrame): number => {
    const key = JSON.stringify([frame.language, frame.owner, frame.function]);
    const known = indexes.get(key) ?? frames.push(frame) - 1;
    indexes.set(key, known);
    return known;
  };
  const root: Branch = { frame: -1, children: [], self: 0 };
  for (const path of paths) {
    let branch = root;
    for (const frame of path.frames.slice(-DEEPEST)) branch = childOf(branch, indexOf(frame));
    branch.self += Math.round(path.share * PARTS);
  }
  return buildTree(tableOf(frames), columnsOf(root));
}

/** A frame's name with its line, where one is known. */
export function nameOf(frame: EvidenceFrame): string {
  const name = fullName(languageOf(frame.language), frame.owner, frame.function);
  return frame.line > 0 ? `${name}:${frame.line}` : name;
}

/** The name by which a flame graph shows where a finding is: its place, else the dearest innermost frame. */
export function placeName({ place, evidence }: Finding): string {
  const frame = place ?? evidence[0]?.frames.at(-1) ?? null;
  return frame === null ? "" : fullName(languageOf(frame.language), frame.owner, frame.function);
}

function childOf(branch: Branch, frame: number): Branch {
  const known = branch.children.find((child) => child.frame === frame);
  if (known) return known;
  const child = { frame, children: [], self: 0 };
  branch.children.push(child);
  return child;
}

function tableOf(frames: readonly EvidenceFrame[]): FrameTable {
  return {
    languages: frames.map(({ language }) => languageOf(language)),
    owners: frames.map(({ owner }) => owner),
    functions: frames.map((frame) => frame.function),
    names: frames.map((frame) => fullName(languageOf(frame.language), frame.owner, frame.function)),
  };
}

function columnsOf(root: Branch) {
  const ascents: number[] = [];
  const frameIndexes: number[] = [];
  const self = [root.self];
  let depth = 0; // of the node that was written last
  const write = (branch: Branch, level: number): void => {
    for (const child of branch.children) {
      ascents.push(depth - level);
      frameIndexes.push(child.frame);
      self.push(child.self);
      depth = level + 1;
      write(child, level + 1); // no deeper than DEEPEST
    }
  };
  write(root, 0);
  return { ascents, frameIndexes, self, samples: self };
}
