package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import java.util.Optional;

/** One profile of a block. Immutable, thread-safe. */
public interface ProfileRow extends Row {
  /** 16 bytes; not to be changed. */
  byte[] profileId();

  Producer producer();

  Window window();

  ProcessStatistics statistics();

  Optional<HeapSummary> heap();

  /** The upload whole, with its own call tree: the same as was appended. Costs a pass over it. */
  Upload toUpload();
}
