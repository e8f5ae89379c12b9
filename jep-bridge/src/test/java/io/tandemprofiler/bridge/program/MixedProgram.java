package io.tandemprofiler.bridge.program;

import jep.SharedInterpreter;

/** Java that calls Python that calls Java that calls Python. */
public final class MixedProgram {
  private final SharedInterpreter python;

  private MixedProgram(SharedInterpreter python) {
    this.python = python;
  }

  public static void main(String[] arguments) throws InterruptedException {
    double seconds = Double.parseDouble(arguments[0]);
    int threads = Integer.parseInt(arguments[1]);
    Thread[] started = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      started[i] = new Thread(() -> work(seconds));
      started[i].start();
    }
    for (Thread each : started) {
      each.join();
    }
    System.out.println("worked");
  }

  static void work(double seconds) {
    try (SharedInterpreter python = new SharedInterpreter()) {
      python.exec("from mixed_program import inner, outer");
      python.invoke("outer", new MixedProgram(python), seconds);
    }
  }

  /** Called by Python. */
  public double again(double seconds) {
    return (Double) python.invoke("inner", seconds);
  }
}
