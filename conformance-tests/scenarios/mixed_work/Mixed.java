package mixed_work;

import jep.SharedInterpreter;

/** Java calls Python, which computes, and calls Java, which computes. */
public final class Mixed {
  public static void main(SharedInterpreter python) {
    while (true) {
      python.invoke("serve", new Store()); // here: java:main
    }
  }

  /** What Python calls. */
  public static final class Store {
    public long total() {
      long state = 1;
      for (int i = 0; i < 100_000_000; i++) { // here: java:Store.total
        state = state * 6364136223846793005L + 1; // here: java:Store.total
      }
      return state;
    }
  }
}
