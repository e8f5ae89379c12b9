package mixed_generators;

import jep.SharedInterpreter;

/** Java asks Python for a sum, whose numbers a generator makes of what Java tells. */
public final class Mixed {
  public static void main(SharedInterpreter python) {
    python.invoke("total", new Store()); // here: java:main
  }

  /** What Python calls. */
  public static final class Store {
    public synchronized int next() throws InterruptedException {
      wait(); // here: java:Store.next
      return 1;
    }
  }
}
