package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a thread that does not execute is waiting for, told by where it stands. Only places that say
 * it beyond doubt are listed; everywhere else the state is not known. Thread-safe: only functions.
 */
final class WaitingPlaces {
  private static final Map<String, ThreadState> BY_METHOD = new HashMap<>();

  static {
    put(ThreadState.SLEEPING, "java.lang.Thread", "sleep", "sleep0", "sleepNanos0");
    put(ThreadState.WAITING, "java.lang.Object", "wait", "wait0");
    put(ThreadState.WAITING, "jdk.internal.misc.Unsafe", "park");
    put(ThreadState.WAITING, "java.lang.ref.Reference", "waitForReferencePendingList");
    put(ThreadState.WAITING, "java.lang.ProcessHandleImpl", "waitForProcessExit0");
    put(ThreadState.IO, "sun.nio.ch.EPoll", "wait");
    put(ThreadState.IO, "sun.nio.ch.KQueue", "poll");
    put(ThreadState.IO, "sun.nio.ch.Net", "poll", "accept", "connect0", "pollConnect");
    for (String dispatcher :
        List.of(
            "SocketDispatcher",
            "DatagramDispatcher",
            "FileDispatcherImpl",
            "UnixFileDispatcherImpl",
            "UnixDispatcher",
            "DatagramChannelImpl",
            "ServerSocketChannelImpl",
            "FileChannelImpl")) {
      put(
          ThreadState.IO,
          "sun.nio.ch." + dispatcher,
          "read0",
          "readv0",
          "write0",
          "writev0",
          "pread0",
          "pwrite0",
          "force0",
          "accept0",
          "receive0",
          "send0",
          "transferTo0");
    }
    put(ThreadState.IO, "java.io.FileInputStream", "read0", "readBytes", "readBytes0");
    put(ThreadState.IO, "java.io.FileOutputStream", "write", "writeBytes", "writeBytes0");
    put(ThreadState.IO, "java.io.RandomAccessFile", "read0", "readBytes", "readBytes0");
    put(ThreadState.IO, "java.io.RandomAccessFile", "write0", "writeBytes", "writeBytes0");
    put(ThreadState.IO, "java.net.SocketInputStream", "socketRead0");
    put(ThreadState.IO, "java.net.SocketOutputStream", "socketWrite0");
    put(ThreadState.IO, "java.net.PlainSocketImpl", "socketAccept", "socketConnect");
    put(ThreadState.IO, "java.net.Inet4AddressImpl", "lookupAllHostAddr");
    put(ThreadState.IO, "java.net.Inet6AddressImpl", "lookupAllHostAddr");
  }

  private static final List<String> ENTERING_A_MONITOR =
      List.of("ObjectMonitor::enter", "ObjectSynchronizer::enter", "::monitorenter");

  private WaitingPlaces() {}

  /**
   * By the innermost Java frame and the JVM's own frames below it; UNSPECIFIED where not listed.
   */
  static ThreadState stateAt(StackTrace trace) {
    for (int i = trace.depth() - 1; i >= 0; i--) {
      Frame frame = trace.frames().get(i);
      if (frame.language() == Language.JAVA) {
        return stateAt(frame.owner(), frame.function());
      }
      if (ENTERING_A_MONITOR.stream().anyMatch(frame.function()::contains)) {
        return ThreadState.BLOCKED;
      }
    }
    return ThreadState.UNSPECIFIED;
  }

  /**
   * The trace without the native frames that its innermost Java frame called: where the state says
   * what it waits for, the system's way of waiting says nothing more.
   */
  static StackTrace withoutNativeEnd(StackTrace trace) {
    int depth = trace.depth();
    while (depth > 0 && trace.frames().get(depth - 1).language() != Language.JAVA) {
      depth--;
    }
    int[] lines = new int[depth];
    for (int i = 0; i < depth; i++) {
      lines[i] = trace.line(i);
    }
    return new StackTrace(trace.frames().subList(0, depth), lines);
  }

  /** Whether the stack is more than the JVM's own code: its service threads wait all day long. */
  static boolean isOfTheApplication(StackTrace trace) {
    return trace.frames().stream()
        .anyMatch(
            frame ->
                frame.language() == Language.JAVA
                    || frame.language() == Language.OTHER
                    || frame.equals(Frame.TRUNCATED)); // the JVM's own stacks are short
  }

  /** Whether it is a stack of a thread that the JDK's flight recorder made for itself. */
  static boolean isOfTheFlightRecorder(StackTrace trace) {
    return trace.frames().stream()
        .map(Frame::owner)
        .filter(owner -> !owner.equals("java.lang.Thread"))
        .findFirst()
        .filter(owner -> owner.startsWith("jdk.jfr.internal."))
        .isPresent();
  }

  static ThreadState stateAt(String owner, String function) {
    return BY_METHOD.getOrDefault(owner + "." + function, ThreadState.UNSPECIFIED);
  }

  private static void put(ThreadState state, String owner, String... functions) {
    for (String function : functions) {
      BY_METHOD.put(owner + "." + function, state);
    }
  }
}
