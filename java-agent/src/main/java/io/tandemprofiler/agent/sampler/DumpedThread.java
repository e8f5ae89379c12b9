package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.JavaNames;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import java.lang.management.ThreadInfo;
import java.util.Arrays;

/** Reads one thread of a thread dump. Thread-safe: only functions. */
final class DumpedThread {
  private DumpedThread() {}

  static StackTrace trace(ThreadInfo info, boolean withLines) {
    StackTraceElement[] innermostFirst = info.getStackTrace();
    int depth = innermostFirst.length;
    Frame[] frames = new Frame[depth];
    int[] lines = new int[depth];
    for (int i = 0; i < depth; i++) {
      StackTraceElement element = innermostFirst[depth - 1 - i];
      frames[i] = JavaNames.frame(element.getClassName(), element.getMethodName());
      lines[i] = withLines ? Math.max(0, element.getLineNumber()) : 0;
    }
    return new StackTrace(Arrays.asList(frames), lines);
  }

  /** The JVM calls a thread that waits in native code runnable: there, the place decides. */
  static ThreadState state(ThreadInfo info) {
    switch (info.getThreadState()) {
      case BLOCKED:
        return ThreadState.BLOCKED;
      case WAITING:
        return ThreadState.WAITING;
      case TIMED_WAITING:
        ThreadState place = place(info.getStackTrace());
        return place == ThreadState.SLEEPING ? place : ThreadState.WAITING;
      case RUNNABLE:
        StackTraceElement[] stack = info.getStackTrace();
        boolean inNative = stack.length == 0 || stack[0].isNativeMethod();
        return inNative ? place(stack) : ThreadState.RUNNING;
      default:
        return ThreadState.UNSPECIFIED;
    }
  }

  private static ThreadState place(StackTraceElement[] stack) {
    return stack.length == 0
        ? ThreadState.UNSPECIFIED
        : WaitingPlaces.stateAt(stack[0].getClassName(), stack[0].getMethodName());
  }
}
