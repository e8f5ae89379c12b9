package io.tandemprofiler.bridge.program;

import jep.SharedInterpreter;

/** A thread of Java's waits in Python for one that Python started, which computes. */
public final class BesideProgram {
  private BesideProgram() {}

  public static void main(String[] arguments) {
    try (SharedInterpreter python = new SharedInterpreter()) {
      python.exec("from mixed_program import beside");
      python.invoke("beside", Double.parseDouble(arguments[0]));
    }
    System.out.println("worked");
  }
}
