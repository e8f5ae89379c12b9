package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import io.tandemprofiler.wire.RefusedException;
import io.tandemprofiler.wire.UploadReader;
import io.tandemprofiler.wire.UploadWriter;
import java.util.List;

/** An upload without its call tree: what of a profile is not in columns, as the wire has it. */
final class Envelope {
  private Envelope() {}

  static byte[] write(
      byte[] profileId,
      Producer producer,
      Window window,
      ProcessStatistics statistics,
      HeapSummary heap) {
    Profile profile =
        new Profile(
            window, List.of(), new int[0], new int[0], List.of(), List.of(), statistics, heap);
    return UploadWriter.write(new Upload(profileId, producer, profile));
  }

  static Upload read(byte[] envelope) {
    try {
      return UploadReader.read(envelope);
    } catch (RefusedException e) {
      throw new StorageException("a stored profile breaks " + e.getMessage(), e);
    }
  }
}
