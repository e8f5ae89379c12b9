import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { wrote } from "../flame/clipboard";

const ACKNOWLEDGED_MILLIS = 2_000;

interface CommandProps {
  readonly says: string;
  readonly command: string;
}

/** A command and a button that copies it. */
export function Command({ says, command }: CommandProps) {
  const code = useRef<HTMLElement>(null);
  const copied = useSignal(false);
  const copy = async (): Promise<void> => {
    if (!(await wrote(command))) return select(code.current);
    copied.value = true;
    setTimeout(() => {
      copied.value = false;
    }, ACKNOWLEDGED_MILLIS);
  };
  return (
    <div class="command">
      <p>{says}</p>
      <div>
        <pre>
          <code ref={code}>{command}</code>
        </pre>
        <button type="button" onClick={copy}>
          {copied.value ? "Copied" : "Copy"}
        </button>
      </div>
    </div>
  );
}

function select(element: HTMLElement | null): void {
  if (element) getSelection()?.selectAllChildren(element);
}
