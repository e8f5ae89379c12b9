import { stretchesOf } from "./marked";

/** A text in which backticks mark code. */
export function Marked({ text }: { text: string }) {
  return (
    <>
      {stretchesOf(text).map((stretch, at) =>
        stretch.code ? <code key={at}>{stretch.text}</code> : stretch.text,
      )}
    </>
  );
}
