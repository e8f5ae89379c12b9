package io.tandemprofiler.collector.exchange;

import io.tandemprofiler.collector.query.Services;
import io.tandemprofiler.collector.store.DataFolder;
import io.tandemprofiler.collector.store.LayeredProfileStore;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Stores;
import io.tandemprofiler.collector.store.Tenant;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.wire.UploadWriter;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the file that {@link SampleProfiles} reads out of the data folder of a collector that has
 * ended: {@code SampleRecording FOLDER FILE}. Let the shops run under load for some minutes, as
 * services {@code sample-shop-java} and {@code sample-shop-python}, with {@code report_seconds=60}.
 */
public final class SampleRecording {
  private static final int DICTIONARY_BYTES = 64 << 20;

  private SampleRecording() {}

  public static void main(String[] args) throws IOException {
    try (DataFolder folder = DataFolder.hold(Path.of(args[0]));
        ProfileStore store =
            LayeredProfileStore.open(Stores.open(folder), Clock.systemUTC(), DICTIONARY_BYTES);
        DataOutputStream out =
            new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(Path.of(args[1]))))) {
      long now = Clock.systemUTC().millis();
      Services.find(store, Tenant.DEFAULT, 0, now)
          .forEach(
              service ->
                  store.visit(
                      new ProfileSelection(Tenant.DEFAULT, service.name(), 0, now, Map.of()),
                      upload -> write(out, upload)));
    }
  }

  private static void write(DataOutputStream out, Upload upload) {
    byte[] bytes = UploadWriter.write(upload);
    try {
      out.writeInt(bytes.length);
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("write an upload of " + upload.producer().service(), e);
    }
  }
}
