package io.tandemprofiler.bridge;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.JavaNames;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A tiny language for stacks, outermost frame first, in words.
 *
 * <p>Java: {@code Shop.main} is a method, {@code @invoke} a native method of Jep's under the Java
 * method of that name. Python: {@code total} is a function that Python called, {@code *total} one
 * that C called, {@code ?total} one of which that is not known; behind a {@code >} stands what it
 * calls.
 */
final class Texts {
  private Texts() {}

  static JavaStack java(String text) {
    List<StackTraceElement> elements = new ArrayList<>();
    for (String word : words(text)) {
      if (word.startsWith("@")) {
        String method = word.substring(1);
        elements.add(new StackTraceElement("jep.Jep", method, "Jep.java", 1));
        elements.add(new StackTraceElement("jep.Jep", method, "Jep.java", -2));
      } else {
        int dot = word.lastIndexOf('.');
        elements.add(
            new StackTraceElement(word.substring(0, dot), word.substring(dot + 1), "A.java", 1));
      }
    }
    Collections.reverse(elements);
    return JavaStack.of(elements.toArray(new StackTraceElement[0]));
  }

  /** As a sampler of the JVM's sees it: {@code !memcpy} is a native frame. */
  static StackTrace trace(String text) {
    List<Frame> frames = new ArrayList<>();
    for (String word : words(text)) {
      if (word.startsWith("@")) {
        frames.add(JavaNames.frame("jep.Jep", word.substring(1)));
        frames.add(JavaNames.frame("jep.Jep", word.substring(1)));
      } else if (word.startsWith("!")) {
        frames.add(new Frame(Language.NATIVE, "libc.so", word.substring(1)));
      } else {
        int dot = word.lastIndexOf('.');
        frames.add(JavaNames.frame(word.substring(0, dot), word.substring(dot + 1)));
      }
    }
    return new StackTrace(frames, new int[frames.size()]);
  }

  static List<PythonFrame> python(String text) {
    return words(text).stream().map(Texts::pythonFrame).collect(Collectors.toList());
  }

  private static PythonFrame pythonFrame(String word) {
    PythonFrame.Called by =
        word.startsWith("*")
            ? PythonFrame.Called.C
            : word.startsWith("?") ? PythonFrame.Called.UNKNOWN : PythonFrame.Called.PYTHON;
    String rest = by == PythonFrame.Called.PYTHON ? word : word.substring(1);
    int calls = rest.indexOf('>', 1);
    boolean module = rest.startsWith("<module>");
    if (module) {
      calls = rest.indexOf('>', "<module>".length());
    }
    String name = calls < 0 ? rest : rest.substring(0, calls);
    return new PythonFrame(
        new Frame(Language.PYTHON, "app", name),
        0,
        calls < 0 ? "" : rest.substring(calls + 1),
        name,
        ThreadState.UNSPECIFIED,
        by);
  }

  /** The functions, those of Java with their class. */
  static String text(StackTrace trace) {
    return trace.frames().stream()
        .map(
            frame ->
                frame.language() == Language.JAVA
                    ? frame.owner() + "." + frame.function()
                    : frame.function())
        .collect(Collectors.joining(" "));
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }
}
