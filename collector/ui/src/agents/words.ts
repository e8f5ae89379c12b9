import type { Drop } from "./agents";

/** What the API's words for samplers and losses mean; a word that is not known stands for itself. */
const SAMPLERS: Readonly<Record<string, string>> = {
  async_profiler: "async-profiler",
  jfr: "JFR",
  thread_dump: "thread dumps",
  current_frames: "current frames",
  import: "import",
};

const REASONS: Readonly<Record<string, string>> = {
  default: "the usual one",
  chosen: "chosen by a setting",
  library_unavailable: "the native library did not load here",
  events_unavailable: "the kernel or the JVM refused the events of another",
  crashed_before: "an earlier crash report names async-profiler",
};

export function samplerWords(sampler: string): string {
  return SAMPLERS[sampler] ?? spaced(sampler);
}

export function samplerReasonWords(reason: string): string {
  return REASONS[reason] ?? spaced(reason);
}

/** What was lost: `samples: queue full`. */
export function dropWords({ kind, reason }: Drop): string {
  return `${spaced(kind)}s: ${spaced(reason)}`;
}

function spaced(word: string): string {
  return word.replaceAll("_", " ");
}
