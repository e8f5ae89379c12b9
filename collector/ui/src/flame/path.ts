import type { CallTree } from "./tree";

/**
 * A short name for a node that survives a reload: the same call path has the same key in every tree.
 * Depth and a hash of the path; "" for the root.
 */
export function keyOf(tree: CallTree, node: number): string {
  if (node === 0) return "";
  return `${tree.depth[node]}-${pathHashes(tree)[node].toString(16)}`;
}

/** The node of a key, or the root where this tree has no such call path. */
export function nodeOf(tree: CallTree, key: string): number {
  const [depth, hash] = [Number.parseInt(key, 10), Number.parseInt(key.split("-")[1] ?? "", 16)];
  if (!(depth > 0) || depth > tree.levels.starts.length - 2) return 0;
  const hashes = pathHashes(tree);
  const { starts, nodes } = tree.levels;
  for (let at = starts[depth]; at < starts[depth + 1]; at++) {
    if (hashes[nodes[at]] === hash) return nodes[at];
  }
  return 0;
}

const hashesByTree = new WeakMap<CallTree, Uint32Array>();

function pathHashes(tree: CallTree): Uint32Array {
  const known = hashesByTree.get(tree);
  if (known) return known;
  const frames = tree.frames.languages.map((language, frame) =>
    hashOf(tree.frames.names[frame], language),
  );
  const hashes = new Uint32Array(tree.size);
  for (let node = 1; node < tree.size; node++) {
    hashes[node] = mix(hashes[tree.parent[node]], frames[tree.frame[node]]);
  }
  hashesByTree.set(tree, hashes);
  return hashes;
}

/** 32 bits of a text. Not for secrets. */
export function hashOf(text: string, seed = 0): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i));
  return hash;
}

function mix(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ value, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
