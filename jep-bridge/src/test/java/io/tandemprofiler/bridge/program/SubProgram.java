package io.tandemprofiler.bridge.program;

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
        python.exec("from mixed_program import inner");
        python.invoke("inner", seconds);
      }
    }
    JepConfig config = new JepConfig().addIncludePaths(System.getenv("PYTHONPATH").split(":", -1));
    try (SubInterpreter python = new SubInterpreter(config)) {
      python.exec("from mixed_program import inner");
      python.invoke("inner", seconds);
    }
    System.out.println("worked");
  }
}
