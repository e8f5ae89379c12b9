package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.collector.store.Analysis;
import io.tandemprofiler.collector.store.Block;
import io.tandemprofiler.collector.store.Finding;
import io.tandemprofiler.collector.store.ProfileSelection;
import java.util.List;
import java.util.function.Consumer;

/** Looks for one kind of finding in the profiles of a service. Thread-safe. */
public interface Analyst {
  /**
   * What is found in a range.
   *
   * @param selection the service and the range, which the scan gives
   * @param scan of what was selected; may be asked for again
   */
  Seen analyse(ProfileSelection selection, Scan scan);

  /**
   * What was looked at and what was found.
   *
   * @param findings of the analysis's service, kind and range
   */
  record Seen(Analysis analysis, List<Finding> findings) {}

  /** Gives profiles in blocks, by time ascending as far as they do not overlap. */
  interface Scan {
    void give(Consumer<Block> visitor);
  }
}
