import { refresh } from "../page/model";

/** What went wrong, and the way to try again. */
export function Problem({ message }: { message: string }) {
  return (
    <div class="notice problem" role="alert">
      <span>{message}</span>
      <button type="button" onClick={refresh}>
        Try again
      </button>
    </div>
  );
}
