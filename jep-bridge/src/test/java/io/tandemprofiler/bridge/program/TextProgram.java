package io.tandemprofiler.bridge.program;

import jep.SharedInterpreter;

/** Computes in code that is given to Jep as text. */
public final class TextProgram {
  private static final String TEXT =
      """
      def given(seconds):
          import time
          until = time.thread_time() + seconds
          while time.thread_time() < until:
              for _ in range(20_000): pass
      """;

  private TextProgram() {}

  public static void main(String[] arguments) {
    try (SharedInterpreter python = new SharedInterpreter()) {
      python.exec(TEXT);
      python.invoke("given", Double.parseDouble(arguments[0]));
    }
  }
}
