package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.JavaNames;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Names;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

  private static final char UNREADABLE = 0xfffd;

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

  /** The JVM's own form of a name: beyond U+FFFF two surrogates of three bytes each. */
  static String text(byte[] modifiedUtf8) {
    String text = new String(modifiedUtf8, StandardCharsets.UTF_8);
    if (text.indexOf(UNREADABLE) < 0 || modifiedUtf8.length > 0xffff) {
      return text;
    }
    ByteBuffer withLength = ByteBuffer.allocate(2 + modifiedUtf8.length);
    withLength.putShort((short) modifiedUtf8.length).put(modifiedUtf8);
    try {
      return DataInputStream.readUTF(
          new DataInputStream(new ByteArrayInputStream(withLength.array())));
    } catch (IOException e) {
      return text; // neither form
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
