package io.tandemprofiler.bridge;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.JavaNames;
import java.util.ArrayList;
import java.util.List;

/** The Java frames of a thread, as the JVM tells them, and where they enter Python. Immutable. */
final class JavaStack {
  private final List<Frame> frames;
  private final List<Integer> natives;
  private final List<Entry> entries;

  private JavaStack(List<Frame> frames, List<Integer> natives, List<Entry> entries) {
    this.frames = frames;
    this.natives = natives;
    this.entries = entries;
  }

  static JavaStack of(StackTraceElement[] innermostFirst) {
    List<Frame> frames = new ArrayList<>();
    List<Integer> natives = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (int i = innermostFirst.length - 1; i >= 0; i--) {
      StackTraceElement each = innermostFirst[i];
      if (each.isNativeMethod()
          && JepNames.entersPython(each.getClassName(), each.getMethodName())) {
        natives.add(frames.size());
        entries.add(
            new Entry(
                JepNames.runsAModule(each.getMethodName()),
                i == 0 ? "" : called(innermostFirst[i - 1])));
      }
      frames.add(JavaNames.frame(each.getClassName(), each.getMethodName()));
    }
    return new JavaStack(frames, natives, entries);
  }

  /** How Python names it where it calls it: a constructor by the class. */
  private static String called(StackTraceElement method) {
    if (!method.getMethodName().equals("<init>")) {
      return method.getMethodName();
    }
    String owner = method.getClassName();
    return owner.substring(Math.max(owner.lastIndexOf('.'), owner.lastIndexOf('$')) + 1);
  }

  /** Outermost first. */
  List<Frame> frames() {
    return frames;
  }

  /** Outermost first. */
  List<Entry> entries() {
    return entries;
  }

  /** Of each run of Jep's own frames how many entries into Python are in it, outermost first. */
  List<Integer> entriesByRun() {
    boolean[] glue = JepNames.glue(frames);
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < glue.length; i++) {
      if (glue[i] && (i == 0 || !glue[i - 1])) {
        counts.add(0);
      }
      if (natives.contains(i)) {
        counts.set(counts.size() - 1, counts.get(counts.size() - 1) + 1);
      }
    }
    return counts;
  }

  /** A native method of Jep's that runs Python, which may have called Java in turn. */
  static final class Entry {
    final boolean runsAModule;
    final String calls;

    /**
     * @param calls as Python names it; empty where it is Python that is innermost
     */
    Entry(boolean runsAModule, String calls) {
      this.runsAModule = runsAModule;
      this.calls = calls;
    }
  }
}
