import { refresh } from "../page/model";

interface ProblemProps {
  readonly message: string;
  readonly onRetry?: (() => void) | undefined; // else asks again for services and flame graph
}

/** What went wrong, and the way to try again. */
export function Problem({ message, onRetry = refresh }: ProblemProps) {
  return (
    <div class="notice problem" role="alert">
      <span>{message}</span>
      <button type="button" onClick={() => onRetry()}>
        Try again
      </button>
    </div>
  );
}
