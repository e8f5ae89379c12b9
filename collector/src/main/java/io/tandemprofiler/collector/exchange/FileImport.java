package io.tandemprofiler.collector.exchange;

import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.wire.RefusedException;
import io.tandemprofiler.wire.UploadReader;
import io.tandemprofiler.wire.UploadWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Reads another profiler's file as if an agent had sent it: names, lines, counts and times. Names
 * of threads, paths and properties stay behind.
 *
 * @param format {@code null} for what it looks like
 * @param content also gzipped
 * @param atMillis when it was taken, where it does not say so itself
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FileImport(
    String service, List<Label> labels, FileFormat format, byte[] content, long atMillis) {
  /** Of a file, also of one that was gzipped. */
  public static final int MAX_BYTES = 64 << 20;

  /**
   * One upload for each hour, which holds to every rule of SPEC.md but the age.
   *
   * @throws ImportException where the file is refused: what is wrong, and where
   * @throws IOException where the machine is at fault
   */
  public List<Imported> read() throws IOException, ImportException {
    byte[] plain = inflated();
    FileFormat as = format == null ? FileFormat.of(plain) : format;
    List<byte[]> uploads =
        as == FileFormat.JFR ? JfrProcess.read(service, labels, plain) : read(as, plain);
    List<Imported> checked = new ArrayList<>();
    for (byte[] bytes : uploads) {
      try {
        checked.add(new Imported(UploadReader.read(bytes), bytes));
      } catch (RefusedException e) {
        throw new ImportException(e.getMessage());
      }
    }
    return checked;
  }

  private List<byte[]> read(FileFormat as, byte[] plain) throws ImportException {
    byte[] digest = FileDigest.begin().digest(plain);
    Producer producer =
        new Producer(
            service, "import", List.of(new Runtime(Language.OTHER, as.word(), "")), "", labels);
    List<Upload> uploads;
    if (as == FileFormat.PPROF) {
      PprofImport file = PprofImport.read(plain);
      long duration = file.durationMillis();
      uploads =
          file.toProfiles(atMillis)
              .toUploads(
                  producer, duration > 0 ? duration : ImportedProfiles.DEFAULT_MILLIS, digest);
    } else {
      uploads =
          CollapsedImport.read(plain, atMillis)
              .toUploads(producer, ImportedProfiles.DEFAULT_MILLIS, digest);
    }
    return uploads.stream().map(UploadWriter::write).toList();
  }

  private byte[] inflated() throws ImportException {
    boolean isGzip = content.length > 1 && content[0] == 0x1f && content[1] == (byte) 0x8b;
    if (!isGzip) {
      return content;
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
      byte[] plain = in.readNBytes(MAX_BYTES + 1);
      if (plain.length > MAX_BYTES) {
        throw new ImportException("the file has more than " + MAX_BYTES + " bytes inflated");
      }
      return plain;
    } catch (IOException e) {
      throw new ImportException("not gzip: " + e.getMessage());
    }
  }

  /**
   * What is to be stored.
   *
   * @param bytes the canonical bytes of the upload
   */
  public record Imported(Upload upload, byte[] bytes) {}
}
