import { Language } from "./language";
import type { FrameTable } from "./tree";

/** A frame's name in full: `com.acme.Cart.total`, `shop.cart.Cart.total`, `memcpy [libc.so.6]`. */
export function fullName(language: number, owner: string, name: string): string {
  if (owner === "" || owner === name) return name;
  return isDotted(language) ? `${owner}.${name}` : `${name} [${owner}]`;
}

/** A frame's name in at most so many characters; the package is cut first, the function last. */
export function labelOf(frames: FrameTable, frame: number, characters: number): string {
  const full = frames.names[frame];
  if (full.length <= characters) return full;
  const owner = frames.owners[frame];
  const name = frames.functions[frame];
  const shorter =
    isDotted(frames.languages[frame]) && owner !== "" ? shorterNames(owner, name) : [];
  return shorter.find((label) => label.length <= characters) ?? cut(name, characters);
}

/** What colours a frame: the package of a class, the top package of a module, the library itself. */
export function packageOf(frames: FrameTable, frame: number): string {
  const owner = frames.owners[frame];
  switch (frames.languages[frame]) {
    case Language.java:
      return owner.slice(0, Math.max(0, owner.lastIndexOf(".")));
    case Language.python:
      return owner.split(".", 1)[0];
    default:
      return owner;
  }
}

function shorterNames(owner: string, name: string): string[] {
  const parts = owner.split(".");
  const last = parts.pop() ?? "";
  const initials = parts.map((part) => `${part.slice(0, 1)}.`).join("");
  return [`${initials}${last}.${name}`, `${last}.${name}`, name];
}

function cut(text: string, characters: number): string {
  if (text.length <= characters) return text;
  return characters < 3 ? "" : `${text.slice(0, characters - 1)}…`;
}

function isDotted(language: number): boolean {
  return language === Language.java || language === Language.python;
}
