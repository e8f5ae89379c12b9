package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.JavaNames;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Names;
import java.util.Set;

/** Names async-profiler's frames by the rules (R27, R29). Thread-safe: only functions. */
final class RecordedFrames {
  private static final int NATIVE = 3;
  private static final int CPP = 4;
  private static final int KERNEL = 5;

  /** What async-profiler writes where it could not walk on: no function has these names. */
  private static final Set<String> NOT_WALKED =
      Set.of(
          "unknown",
          "unknown_Java",
          "unknown_not_Java",
          "unknown_state",
          "no_Java_frame",
          "no_class_load",
          "not_walkable_Java",
          "not_walkable_not_Java",
          "GC_active",
          "thread_exit",
          "deoptimization",
          "safepoint",
          "skipped",
          "stale_jmethodID",
          "truncated");

  /** What async-profiler writes for a stack that it had no memory left to keep. */
  private static final String NOT_KEPT = "storage_overflow";

  private RecordedFrames() {}

  /**
   * @param type async-profiler's number
   * @param owner class with slashes, or a library's path; may be empty
   * @param function may be empty
   */
  static Frame frame(int type, String owner, String function) {
    switch (type) {
      case NATIVE:
      case CPP:
        return nativeFrame(owner, function);
      case KERNEL:
        return new Frame(Language.KERNEL, "", nameOrUnknown(function));
      default:
        return JavaNames.frame(owner.replace('/', '.'), nameOrUnknown(function));
    }
  }

  private static Frame nativeFrame(String library, String function) {
    if (library.isEmpty() && function.equals(NOT_KEPT)) {
      return Frame.TRUNCATED;
    }
    if (library.isEmpty() && isNotWalked(function)) {
      return new Frame(Language.OTHER, "", Names.UNKNOWN);
    }
    return new Frame(Language.NATIVE, library, nameOrUnknown(function));
  }

  private static boolean isNotWalked(String function) {
    return NOT_WALKED.contains(function)
        || function.startsWith("break_")
        || (function.startsWith("[") && function.endsWith("]"));
  }

  private static String nameOrUnknown(String function) {
    return function.isEmpty() ? Names.UNKNOWN : function;
  }
}
