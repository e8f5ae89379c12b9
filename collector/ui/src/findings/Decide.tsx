import { useSignal } from "@preact/signals";
import { formatInstant } from "../format";
import { messageOf } from "../page/model";
import { recall, remember } from "../page/remembered";
import { dismiss, type Finding, reopen } from "./findings";

interface DecideProps {
  readonly finding: Finding;
  readonly onDecided: () => void;
}

/** Takes a finding off the list, with the name and reason of whoever does. */
export function DismissForm({ finding, onDecided }: DecideProps) {
  const by = useSignal(recall("operator"));
  const reason = useSignal("");
  const refusal = useSignal<string | null>(null);
  const ready = by.value.trim() !== "" && reason.value.trim() !== "";
  const send = async (): Promise<void> => {
    try {
      await dismiss(finding.id, by.value, reason.value);
      remember("operator", by.value);
      onDecided();
    } catch (cause) {
      refusal.value = messageOf(cause);
    }
  };
  return (
    <details class="dismiss">
      <summary>Dismiss</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void send();
        }}
      >
        <Text title="Why" text={reason} />
        <Text title="Your name" text={by} />
        <button type="submit" disabled={!ready}>
          Dismiss until it grows
        </button>
        {refusal.value !== null && (
          <p class="refusal" role="alert">
            {refusal.value}
          </p>
        )}
      </form>
    </details>
  );
}

/** Says why a finding is not open, and puts a dismissed one back. */
export function Reopen({ finding, onDecided }: DecideProps) {
  const refusal = useSignal<string | null>(null);
  const { dismissed, status } = finding;
  const send = async (): Promise<void> => {
    try {
      await reopen(finding.id);
      onDecided();
    } catch (cause) {
      refusal.value = messageOf(cause);
    }
  };
  if (status === "gone") return <p class="quiet">Not found any more by the last analysis.</p>;
  return (
    <p class="reopen">
      {dismissed !== null && (
        <span>
          Dismissed by {dismissed.by} on {formatInstant(dismissed.atMillis)}: {dismissed.reason}
        </span>
      )}{" "}
      <button type="button" onClick={send}>
        Reopen
      </button>
      {refusal.value !== null && (
        <span class="refusal" role="alert">
          {refusal.value}
        </span>
      )}
    </p>
  );
}

function Text({ title, text }: { title: string; text: { value: string } }) {
  return (
    <label class="choice">
      <span>{title}</span>
      <input
        type="text"
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}
