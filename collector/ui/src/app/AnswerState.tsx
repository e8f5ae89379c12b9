import { formatAge } from "../format";
import { Problem } from "./Problem";

interface AnswerStateProps {
  readonly loading: boolean;
  readonly error: string | null;
  readonly loadedMillis: number; // when what is shown was loaded; 0 where nothing is
  readonly onRetry?: () => void;
}

/** How a screen's question fares: that it is at work, what went wrong, and from when is what is shown. */
export function AnswerState({ loading, error, loadedMillis, onRetry }: AnswerStateProps) {
  const shown =
    loadedMillis === 0 ? "" : `. Shown is what was loaded ${formatAge(Date.now() - loadedMillis)}.`;
  return (
    <>
      <div class={loading ? "progress running" : "progress"} />
      {error !== null && <Problem message={`${error}${shown}`} onRetry={onRetry} />}
    </>
  );
}

/** What is waited for, where there is nothing to show yet. */
export function Waiting({ says }: { says: string }) {
  return (
    <p class="quiet waiting" role="status">
      {says}…
    </p>
  );
}
