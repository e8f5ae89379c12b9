package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Upload;
import java.util.List;

/**
 * What profiles of one service counted, on one call tree that they share. Immutable; may be kept
 * and read by several threads.
 */
public interface Block {
  /** One upload, as it came, as a block of its own. */
  static Block of(Upload upload) {
    return new UploadBlock(upload);
  }

  /** How much of the time each row sums up. */
  Resolution resolution();

  /** The call tree on which all rows count; a node of it may be counted by none of them. */
  CallPaths paths();

  /**
   * The selected rows, by start ascending, then by {@code profile_id} or by labels; at least one.
   * Columns are decoded when they are asked for.
   */
  List<Row> rows();

  /**
   * What is known of each process whose profiles the rows hold, in no order. Where {@link
   * #resolution} is not {@link Resolution#PROFILE} the rows of {@code <other>} labels count too.
   */
  List<AgentSum> agents();
}
