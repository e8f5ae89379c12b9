import { signal } from "@preact/signals";

/** What was copied last, for as long as it is said; `failed` where the browser refused. */
export const copied = signal<{ readonly text: string; readonly failed: boolean } | null>(null);

const SAID_MILLIS = 4_000;

/** Browsers give a clipboard only to pages on this machine or over TLS; false where there is none. */
export async function wrote(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // refused, or no clipboard at all: the reader copies by hand
  }
}

/** Copies a text, and says so. */
export async function copy(text: string): Promise<void> {
  const failed = !(await wrote(text));
  const said = { text, failed };
  copied.value = said;
  if (failed) return; // stays until the reader has copied it by hand
  setTimeout(() => {
    if (copied.peek() === said) copied.value = null;
  }, SAID_MILLIS);
}
