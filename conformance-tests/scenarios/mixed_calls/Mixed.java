package mixed_calls;

import jep.SharedInterpreter;

/** Java asks Python for a price, which asks Java for a product, which asks Python for its key. */
public final class Mixed {
  public static void main(SharedInterpreter python) {
    python.invoke("price", new Store(python)); // here: java:main
  }

  /** What Python calls. */
  public static final class Store {
    private final SharedInterpreter python;

    Store(SharedInterpreter python) {
      this.python = python;
    }

    public Object find() {
      return python.invoke("keyed", this); // here: java:Store.find
    }

    public synchronized void read() throws InterruptedException {
      wait(); // here: java:Store.read
    }
  }
}
