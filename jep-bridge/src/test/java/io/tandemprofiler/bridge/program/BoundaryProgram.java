package io.tandemprofiler.bridge.program;

import java.util.List;
import jep.JepException;
import jep.SharedInterpreter;

/**
 * Crosses the boundary in every way, and says what each gave. Its time is shared among the ways;
 * one that goes across thrice takes its part each time.
 */
public final class BoundaryProgram {
  private static final List<String> WAYS =
      List.of("sorted", "map", "generator", "numpy", "proxy", "exception");

  private BoundaryProgram() {}

  public static void main(String[] arguments) {
    double seconds = Double.parseDouble(arguments[0]) / WAYS.size();
    try (SharedInterpreter python = new SharedInterpreter()) {
      python.exec("from boundaries import cross, key, raising");
      Back back = new Back(python);
      for (String way : WAYS) {
        System.out.println(python.invoke("cross", way, back, seconds));
      }
    }
  }

  /** What Python calls. */
  public static final class Back {
    private final SharedInterpreter python;

    Back(SharedInterpreter python) {
      this.python = python;
    }

    public long key(double seconds, long number) {
      return ((Number) python.invoke("key", seconds, number)).longValue();
    }

    public void run(Runnable proxied) {
      proxied.run();
    }

    public void throwing(double seconds) {
      try {
        python.invoke("raising", seconds);
      } catch (JepException e) {
        throw new IllegalStateException("of Java's", e);
      }
    }
  }
}
