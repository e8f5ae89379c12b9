/** What this browser remembers under a name; "" where that is nothing, or where it must not remember. */
export function recall(name: string): string {
  try {
    return localStorage.getItem(`tandem.${name}`) ?? "";
  } catch {
    return ""; // storage is switched off
  }
}

/** Remembers a text under a name, where this browser may; "" forgets it. */
export function remember(name: string, text: string): void {
  try {
    if (text === "") localStorage.removeItem(`tandem.${name}`);
    else localStorage.setItem(`tandem.${name}`, text);
  } catch {
    // storage is switched off or full: the reader says it again next time
  }
}
