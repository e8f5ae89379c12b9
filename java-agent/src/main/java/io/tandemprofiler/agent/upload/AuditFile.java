package io.tandemprofiler.agent.upload;

import io.tandemprofiler.wire.RefusedException;
import io.tandemprofiler.wire.UploadReader;
import io.tandemprofiler.wire.UploadText;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is sent, as text, appended to a file of the operator's. The text is made of the very bytes
 * that go on the wire. Never throws; a file that cannot be written costs one line. Not thread-safe:
 * the uploader's thread alone uses it.
 */
final class AuditFile {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<OpenOption> APPENDING =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);

  private final Path path;
  private final Consumer<String> log;
  private byte[] last;
  private boolean failing;

  /**
   * @param path {@code null} for none
   */
  AuditFile(Path path, Consumer<String> log) {
    this.path = path;
    this.log = log;
  }

  /** Appends one upload; nothing where it is the one before, which is then sent once more. */
  void write(byte[] request) {
    if (path == null || request == last) {
      return;
    }
    last = request;
    try {
      append(UploadText.of(UploadReader.readRequest(request)));
      failing = false;
    } catch (IOException | RefusedException | RuntimeException | OutOfMemoryError e) {
      if (!failing) {
        String kind = e.getClass().getSimpleName(); // never the path, nor a message that holds it
        log.accept("audit_file cannot be written (" + kind + "): uploads go on");
      }
      failing = true;
    }
  }

  /** Opened anew each time, so that the file may be moved away. */
  private void append(String text) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new FileNotFoundException("not a file"); // a pipe would wait for its reader
    }
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try (FileChannel file = FileChannel.open(path, APPENDING, OWNER_ONLY)) {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    }
  }
}
