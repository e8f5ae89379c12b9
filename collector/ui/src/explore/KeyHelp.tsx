import { useRef } from "preact/hooks";
import { useKey } from "../flame/keys";

const KEYS: readonly (readonly [string, string])[] = [
  ["/", "search functions, by name or regular expression"],
  ["1 2 3", "flame, callers, sandwich"],
  ["↑ ↓ ← →", "move in the graph, once it has the focus"],
  ["Home", "the root of the graph"],
  ["Enter", "zoom to the call; in the sandwich, put it into the middle"],
  ["Shift+F10 or Menu", "what else can be done with the call"],
  ["Esc", "zoom out; close; empty the search"],
  ["← → + −", "move, narrow and widen the time range, on the timeline"],
  ["g and a letter", "another screen"],
  ["?", "this list"],
];

/** The keys of the screen, on demand. */
export function KeyHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  useKey("?", () => dialog.current?.showModal());
  return (
    <>
      <button
        type="button"
        aria-label="Keys"
        title="Keys"
        onClick={() => dialog.current?.showModal()}
      >
        <kbd>?</kbd>
      </button>
      <dialog ref={dialog} class="keys-help" aria-labelledby="keys-title">
        <h2 id="keys-title">Keys</h2>
        <dl>
          {KEYS.map(([keys, does]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit" class="primary">
            Close
          </button>
        </form>
      </dialog>
    </>
  );
}
