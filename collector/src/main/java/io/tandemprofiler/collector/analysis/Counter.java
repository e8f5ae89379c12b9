package io.tandemprofiler.collector.analysis;

import java.util.Locale;

/** What processes say of themselves, over all of a service's in a range. */
public enum Counter {
  /** Time of garbage collections, as a share of the time that agents observed. */
  GC_SHARE,
  /** Garbage collections for each second that an agent observed. */
  GC_PER_SECOND,
  /** Heap in use, at its highest, as a share of its limit; of the process where it is highest. */
  HEAP_SHARE,
  /** CPU time for each second that an agent observed: cores in use by one process on average. */
  CORES,
  /** Threads of one process, on average; of the process that has most. */
  THREADS;

  /** The name as it stands in rules: lower case. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
