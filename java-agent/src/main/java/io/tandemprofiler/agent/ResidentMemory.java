package io.tandemprofiler.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel says about this process's memory. Thread-safe: only functions. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  /** Version 1 says "no limit" with the largest multiple of a page. */
  private static final long UNLIMITED = 1L << 60;

  private ResidentMemory() {}

  /** 0 where it is not known. */
  static long bytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException | NumberFormatException e) {
      // not Linux, or not as we know it
    }
    return 0;
  }

  /** Of the container; 0 where there is none or it is not known. */
  static long limit() {
    for (Path file :
        List.of(CGROUPS.resolve("memory.max"), CGROUPS.resolve("memory/memory.limit_in_bytes"))) {
      try {
        long limit = Long.parseLong(Files.readString(file).trim());
        return limit < UNLIMITED ? limit : 0;
      } catch (IOException | NumberFormatException e) {
        // the other version, or "max"
      }
    }
    return 0;
  }
}
