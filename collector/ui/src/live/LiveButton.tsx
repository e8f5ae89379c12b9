import { query } from "../page/model";
import { endLive, leftMillis, live, startLive } from "./live";

/** Turns the live view of the shown service on and off, and says how long it goes on. */
export function LiveButton() {
  const view = live.value;
  const { service, range } = query.value;
  if ("fromMillis" in range) return null; // the past does not change
  return (
    <>
      <button
        type="button"
        aria-pressed={view !== null}
        title="Agents report every 10 seconds, for at most five minutes"
        onClick={() => (view === null ? startLive(service) : endLive())}
      >
        {view === null ? "Live" : `Live, ${minutesOf(leftMillis(view))} left`}
      </button>
      {view !== null && view.error !== null && (
        <span class="refusal" role="alert">
          {view.error}
        </span>
      )}
    </>
  );
}

function minutesOf(millis: number): string {
  const seconds = Math.ceil(millis / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
