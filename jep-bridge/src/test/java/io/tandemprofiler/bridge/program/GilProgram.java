package io.tandemprofiler.bridge.program;

import jep.SharedInterpreter;

/** One thread keeps the GIL most of the time, another wants it. */
public final class GilProgram {
  private GilProgram() {}

  public static void main(String[] arguments) throws InterruptedException {
    double seconds = Double.parseDouble(arguments[0]);
    Thread waiter = new Thread(() -> waiter(seconds));
    waiter.setDaemon(true);
    waiter.start();
    call("hoarding", seconds);
  }

  private static void waiter(double seconds) {
    call("inner", seconds);
  }

  private static void call(String function, double seconds) {
    try (SharedInterpreter python = new SharedInterpreter()) {
      python.exec("from mixed_program import " + function);
      python.invoke(function, seconds);
    }
  }
}
