package io.tandemprofiler.bridge.program;

import jep.SharedInterpreter;

/** Threads that Python makes call Java and end; then a thread of Java's computes in Python. */
public final class ForeignProgram {
  private ForeignProgram() {}

  public static void main(String[] arguments) {
    try (SharedInterpreter python = new SharedInterpreter()) {
      python.exec("from mixed_program import foreign, inner");
      python.invoke("foreign", new ForeignProgram());
      python.invoke("inner", Double.parseDouble(arguments[0]));
    }
    System.out.println("worked");
  }

  /** Called by Python. */
  public int called() {
    return 7;
  }
}
