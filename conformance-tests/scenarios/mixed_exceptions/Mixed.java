package mixed_exceptions;

import jep.JepException;
import jep.SharedInterpreter;

/** Exceptions cross from Python to Java and from Java to Python, and each is handled. */
public final class Mixed {
  public static void main(SharedInterpreter python) {
    try {
      python.invoke("refuse");
    } catch (JepException refused) {
      handle(python); // here: java:main
    }
  }

  private static void handle(SharedInterpreter python) {
    python.invoke("call", new Store()); // here: java:handle
  }

  /** What Python calls. */
  public static final class Store {
    public void refuse() {
      throw new IllegalStateException("refused");
    }

    public synchronized void read() throws InterruptedException {
      wait(); // here: java:Store.read
    }
  }
}
