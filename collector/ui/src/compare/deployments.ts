import type { LabelUse } from "../api/labels";

/** The label by which deployments are told apart. */
export const VERSION = "version";

/** One version after another. */
export interface Deployment {
  readonly from: string;
  readonly to: string;
  readonly atMillis: number; // the first window of the later version
}

/**
 * The changes of the version, the latest first: by the first window of each version, so that a version
 * that came back is not seen. Empty where there is one version or none.
 */
export function deploymentsOf(labels: readonly LabelUse[]): Deployment[] {
  return labels
    .filter(({ name }) => name === VERSION)
    .sort((a, b) => a.firstMillis - b.firstMillis)
    .flatMap(({ value, firstMillis }, at, versions) =>
      at === 0 ? [] : [{ from: versions[at - 1].value, to: value, atMillis: firstMillis }],
    )
    .reverse();
}
