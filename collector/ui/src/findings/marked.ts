/** A stretch of a text: code where it stood between backticks. */
export interface Stretch {
  readonly text: string;
  readonly code: boolean;
}

/** The stretches of a text; a backtick without another stands for itself. */
export function stretchesOf(text: string): Stretch[] {
  const parts = text.split("`");
  if (parts.length % 2 === 0) {
    const last = parts.pop() ?? "";
    parts[parts.length - 1] += `\`${last}`;
  }
  return parts
    .map((part, at) => ({ text: part, code: at % 2 === 1 }))
    .filter((stretch) => stretch.text !== "");
}

/** Whether a link leads to a page and runs nothing. */
export function isPage(link: string): boolean {
  return /^https?:\/\//i.test(link);
}
