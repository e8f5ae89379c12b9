package io.tandemprofiler.collector.exchange;

import io.tandemprofiler.collector.exchange.FileImport.Imported;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.wire.RefusedException;
import io.tandemprofiler.wire.UploadReader;
import io.tandemprofiler.wire.UploadWriter;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Recorded profiles of the example shops, for whoever has none of their own yet: what agents sent
 * while the shops were under load, but for the time. Immutable.
 *
 * <p>The file holds uploads, each behind its length in four bytes, gzipped.
 */
public final class SampleProfiles {
  private static final long MINUTE = 60_000; // windows stay on whole minutes of UTC
  private static final String FILE = "sample.uploads.gz";

  private final List<Upload> recorded;

  private SampleProfiles(List<Upload> recorded) {
    this.recorded = List.copyOf(recorded);
  }

  /** Reads the recording out of the class path. */
  public static SampleProfiles recorded() throws IOException {
    try (InputStream file = SampleProfiles.class.getResourceAsStream(FILE);
        DataInputStream in =
            new DataInputStream(new BufferedInputStream(new GZIPInputStream(file)))) {
      return new SampleProfiles(read(in));
    } catch (RefusedException e) {
      throw new IOException("read " + FILE, e);
    }
  }

  /** The services that the profiles are of, by the order of the recording. */
  public List<String> services() {
    return recorded.stream().map(upload -> upload.producer().service()).distinct().toList();
  }

  /** The same as if the last window had ended in the minute before an instant. */
  public List<Imported> endingBefore(long millis) {
    long last =
        recorded.stream().mapToLong(u -> u.profile().window().endMillis()).max().orElseThrow();
    long later = Math.floorDiv(millis - last, MINUTE) * MINUTE;
    return recorded.stream()
        .map(u -> new Upload(u.profileId(), u.producer(), u.profile().later(later)))
        .map(upload -> new Imported(upload, UploadWriter.write(upload)))
        .toList();
  }

  private static List<Upload> read(DataInputStream in) throws IOException, RefusedException {
    List<Upload> uploads = new ArrayList<>();
    while (true) {
      int length;
      try {
        length = in.readInt();
      } catch (EOFException e) {
        return uploads;
      }
      uploads.add(UploadReader.read(in.readNBytes(length)));
    }
  }
}
