package io.tandemprofiler.programs;

import jep.SharedInterpreter;

/** An interpreter of Python's for each price; or one for the thread. */
final class JepInterpreterPerCall {
  private JepInterpreterPerCall() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("trigger")) {
      Program.run(args, JepInterpreterPerCall::trigger, null);
      return;
    }
    try (SharedInterpreter python = create()) {
      Program.run(args, null, () -> price(python));
    }
  }

  private static void trigger() {
    try (SharedInterpreter python = create()) {
      price(python);
    }
  }

  private static SharedInterpreter create() {
    SharedInterpreter python = new SharedInterpreter();
    python.exec("def price(net): return sum(net * rate for rate in range(200))");
    return python;
  }

  private static void price(SharedInterpreter python) {
    Program.keep(python.invoke("price", 4711));
  }
}
