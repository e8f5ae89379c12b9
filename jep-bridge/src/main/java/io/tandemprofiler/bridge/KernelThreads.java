package io.tandemprofiler.bridge;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Asks the kernel what threads of this process do. Thread-safe. Linux; elsewhere it is unknown. */
final class KernelThreads {
  private static final int MOST_BYTES = 256;

  private final long gilFrom;
  private final long gilBytes;
  private final int futex;
  private final int[] sleeps;

  /** What a thread does, as far as the kernel knows. */
  enum Doing {
    UNKNOWN,
    RUNNING,
    AWAITING_THE_GIL,
    SLEEPING,
    WAITING
  }

  /**
   * @param gilFrom where the interpreter's global state begins, in which its lock lies
   * @param gilBytes how long that is; 0 where it is not known
   * @param architecture of the machine, as Java names it: calls have other numbers on each
   */
  KernelThreads(long gilFrom, long gilBytes, String architecture) {
    this.gilFrom = gilFrom;
    this.gilBytes = gilBytes;
    switch (architecture) {
      case "amd64":
        futex = 202;
        sleeps = new int[] {35, 230};
        break;
      case "aarch64":
        futex = 98;
        sleeps = new int[] {101, 115};
        break;
      default:
        futex = -1;
        sleeps = new int[0];
    }
  }

  Doing doing(int osId) {
    try (InputStream file = new FileInputStream("/proc/self/task/" + osId + "/syscall")) {
      return read(new String(file.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII).trim());
    } catch (IOException e) {
      return Doing.UNKNOWN; // it has ended, or this kernel does not say
    }
  }

  /**
   * @param line the number of a system call and its arguments, or {@code running}
   */
  Doing read(String line) {
    if (line.equals("running")) {
      return Doing.RUNNING;
    }
    String[] words = line.split(" ", -1);
    if (futex < 0 || words.length < 2) {
      return Doing.UNKNOWN;
    }
    int call = Integer.parseInt(words[0]);
    if (call < 0) {
      return Doing.UNKNOWN; // it waits elsewhere than in a call
    }
    if (call == futex) {
      long at = Long.parseUnsignedLong(words[1].substring(2), 16);
      boolean gil = at >= gilFrom && at - gilFrom < gilBytes;
      return gil ? Doing.AWAITING_THE_GIL : Doing.WAITING;
    }
    for (int sleep : sleeps) {
      if (call == sleep) {
        return Doing.SLEEPING;
      }
    }
    return Doing.WAITING;
  }
}
