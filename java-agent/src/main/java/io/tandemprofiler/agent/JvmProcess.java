package io.tandemprofiler.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says about a process, which is asked nothing itself. Linux only. Immutable. */
final class JvmProcess {
  private final long pid;
  private final Path folder;

  JvmProcess(long pid) {
    this.pid = pid;
    this.folder = Path.of("/proc", Long.toString(pid));
  }

  long pid() {
    return pid;
  }

  boolean exists() {
    return Files.exists(folder);
  }

  /** Its user; throws where it has ended. */
  String user() throws IOException {
    return Files.getOwner(folder).getName();
  }

  /**
   * Whether it has loaded a JVM. One that has not may die of being asked to let an agent in.
   *
   * @throws IOException where this is not for us to know
   */
  boolean isJvm() throws IOException {
    return Files.readString(folder.resolve("maps"), StandardCharsets.ISO_8859_1)
        .contains("/libjvm.so");
  }

  /** Whether a thread of this agent runs in it; false where this is not for us to know. */
  boolean isProfiled() {
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(folder.resolve("task"))) {
      for (Path thread : threads) {
        if (nameOf(thread).equals(Tandem.THREAD)) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // it has ended, or is somebody else's
    }
    return false;
  }

  /** Empty where the thread has ended. */
  private static String nameOf(Path thread) {
    try {
      return Files.readString(thread.resolve("comm"), StandardCharsets.ISO_8859_1).trim();
    } catch (IOException e) {
      return "";
    }
  }
}
