/** What the page calls the measures and states of the API. */
const STATES: Readonly<Record<string, string>> = {
  running: "Running",
  gil_wait: "Waiting for the GIL",
  blocked: "Blocked",
  waiting: "Waiting",
  sleeping: "Sleeping",
  io: "I/O",
  unspecified: "Not known",
};

const MEASURES: Readonly<Record<string, string>> = {
  cpu_time: "CPU time",
  wall_time: "wall time",
  lock_time: "lock time",
  allocated_bytes: "allocation",
  samples: "samples",
};

export function stateTitle(state: string): string {
  return STATES[state] ?? state;
}

export function measureTitle(measure: string): string {
  return MEASURES[measure] ?? measure;
}

/** Why values are an estimate, in one sentence. */
export function estimateReason(reason: string): string {
  switch (reason) {
    case "clock_spread":
      return "The threads' CPU clocks were measured; how they divide among call paths follows the samples of threads not known to wait.";
    case "mixed_division":
      return "Java time is divided among the mixed stacks that were seen under the same callers.";
    case "late_attach":
      return "The agent joined a running JVM: inlined functions may count for their callers.";
    case "safepoint_bias":
      return "Stacks were taken where the JVM can stop, which may be near, not at, the place that ran.";
    default:
      return reason;
  }
}
