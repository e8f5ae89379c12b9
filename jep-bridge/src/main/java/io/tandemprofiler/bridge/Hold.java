package io.tandemprofiler.bridge;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/**
 * What the JVM sees of threads while the caller holds the GIL. Python calls it by the JVM's own
 * table, on the one thread that looks.
 *
 * <p>Whoever waits for the GIL is in native code, and so neither moves nor keeps the JVM from
 * looking. Nothing here may wait for a lock that another thread could hold while it waits for the
 * GIL: all that is called was called before, and so is loaded.
 */
final class Hold {
  private static volatile Hold current;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final KernelThreads kernel;
  private final long[] javaIds;
  private final int[] osIds;
  final ThreadInfo[] infos;
  final KernelThreads.Doing[] doing;

  /** One thread for each number. */
  Hold(KernelThreads kernel, long[] javaIds, int[] osIds) {
    this.kernel = kernel;
    this.javaIds = javaIds;
    this.osIds = osIds;
    this.infos = new ThreadInfo[javaIds.length];
    this.doing = new KernelThreads.Doing[javaIds.length];
  }

  /** What the next {@link #take} fills. */
  static void prepare(Hold hold) {
    current = hold;
  }

  /** Called by Python, which holds the GIL. */
  static void take() {
    Hold hold = current;
    try {
      if (hold != null) {
        hold.look();
      }
    } catch (Throwable e) {
      // nothing may be thrown into Python: threads that were not seen are left out
    }
  }

  /** Looks at all of them at once. */
  void look() {
    for (int i = 0; i < osIds.length; i++) {
      doing[i] = kernel.doing(osIds[i]);
    }
    ThreadInfo[] found = threads.getThreadInfo(javaIds, Integer.MAX_VALUE);
    System.arraycopy(found, 0, infos, 0, found.length);
  }
}
