package io.tandemprofiler.bridge;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The threads that Java lists. Calls nothing that a class of the application's can override. */
final class ThreadsHere {
  private static final String OF_JEP = "JepMainInterpreter";

  private ThreadsHere() {}

  /** Whether Jep has made an interpreter: from then on a thread of its own is there. */
  static boolean areOfJep() {
    return all(root()).stream()
        .anyMatch(
            thread ->
                thread.getName().equals(OF_JEP)
                    && thread.getClass().getName().startsWith("jep.MainInterpreter"));
  }

  /**
   * Whether one may be there that was not made by Java, as one of Python's that called Java: Jep
   * never tells the JVM when it ends. To ask for the processor time of one that has ended, as the
   * JVM does where it prints threads, kills the JVM.
   */
  static boolean areMadeByOthers() {
    ThreadGroup root = root();
    long[] suspects =
        all(root).stream()
            .filter(thread -> thread.getClass() == Thread.class && thread.isDaemon())
            .filter(thread -> thread.getThreadGroup() != root) // where the JVM's own are
            .mapToLong(Thread::getId)
            .toArray();
    return suspects.length > 0
        && Stream.of(ManagementFactory.getThreadMXBean().getThreadInfo(suspects, 1))
            .filter(Objects::nonNull)
            .anyMatch(ThreadsHere::runsNoJava);
  }

  private static boolean runsNoJava(ThreadInfo thread) {
    return thread.getThreadState() == Thread.State.RUNNABLE && thread.getStackTrace().length == 0;
  }

  private static ThreadGroup root() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }

  private static List<Thread> all(ThreadGroup root) {
    Thread[] threads = new Thread[64];
    int count = root.enumerate(threads);
    while (count == threads.length) { // there may be more
      threads = new Thread[2 * count];
      count = root.enumerate(threads);
    }
    return Arrays.asList(threads).subList(0, count);
  }
}
