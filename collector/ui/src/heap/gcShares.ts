import type { KnownColumn, Processes } from "../api/heap";

/** The part of each step that collections took; null in a gap, and where none was ever counted. */
export function gcShares({ observedMillis, gcMicros, gcCount }: Processes): KnownColumn {
  const isCounted = gcCount.some((count) => count > 0);
  return observedMillis.map((observed, step) =>
    isCounted && observed > 0 ? gcMicros[step] / 1_000 / observed : null,
  );
}
