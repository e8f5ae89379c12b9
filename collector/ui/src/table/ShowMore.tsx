import type { Signal } from "@preact/signals";
import { formatCount } from "../format";

/** How many rows a table shows at first. */
export const PAGE = 25;

interface ShowMoreProps {
  readonly count: number; // of rows that there are
  readonly shown: Signal<number>;
}

/** Shows a hundred rows more; nothing where all are there. */
export function ShowMore({ count, shown }: ShowMoreProps) {
  if (count <= shown.value) return null;
  return (
    <button
      type="button"
      class="more"
      onClick={() => {
        shown.value += 4 * PAGE;
      }}
    >
      Show more ({formatCount(count - shown.value)} left)
    </button>
  );
}
