import { useSignal } from "@preact/signals";
import { messageOf, refresh } from "../page/model";
import { loadSample } from "./importing";

/** Loads recorded profiles, for whoever has none of their own yet. */
export function SampleButton() {
  const loading = useSignal(false);
  const refusal = useSignal<string | null>(null);
  const load = async (): Promise<void> => {
    loading.value = true;
    try {
      await loadSample();
      refusal.value = null;
      refresh();
    } catch (cause) {
      refusal.value = messageOf(cause);
    } finally {
      loading.value = false;
    }
  };
  return (
    <p class="sample">
      <button type="button" disabled={loading.value} onClick={load}>
        {loading.value ? "Loading…" : "Explore sample data"}
      </button>{" "}
      {refusal.value === null ? (
        <span class="quiet">
          Ten recorded minutes of two small shops, as services sample-shop-java and
          sample-shop-python. They expire like any profile.
        </span>
      ) : (
        <span class="refusal" role="alert">
          {refusal.value}
        </span>
      )}
    </p>
  );
}
