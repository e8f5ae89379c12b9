package io.tandemprofiler.bridge.program;

import jep.Interpreter;
import jep.JepConfig;
import jep.SharedInterpreter;
import jep.SubInterpreter;

/** Computes in an interpreter of each kind: first a shared one where that is asked for. */
public final class SubProgram {
  private SubProgram() {}

  public static void main(String[] arguments) {
    double seconds = Double.parseDouble(arguments[1]);
    if (arguments[0].equals("both")) {
      try (SharedInterpreter python = new SharedInterpreter()) {
        compute(python, seconds);
      }
    }
    alone(seconds);
    System.out.println("worked");
  }

  private static void alone(double seconds) {
    JepConfig config = new JepConfig().addIncludePaths(System.getenv("PYTHONPATH").split(":", -1));
    try (SubInterpreter python = new SubInterpreter(config)) {
      compute(python, seconds);
    }
  }

  private static void compute(Interpreter python, double seconds) {
    python.exec("from mixed_program import yielding");
    python.invoke("yielding", seconds);
  }
}
