package mixed_callbacks;

import jep.SharedInterpreter;

/** What sorts, maps and computes in C calls Java back, and Java calls Python. */
public final class Mixed {
  public static void main(SharedInterpreter python) {
    python.invoke("order", new Store(python)); // here: java:main
  }

  /** What Python calls. */
  public static final class Store {
    private final SharedInterpreter python;

    Store(SharedInterpreter python) {
      this.python = python;
    }

    public Object key(Object number) {
      return python.invoke("rows", this); // here: java:Store.key
    }

    public Object row(Object number) {
      return python.invoke("numbers", this); // here: java:Store.row
    }

    public synchronized Object cell(Object number) throws InterruptedException {
      wait(); // here: java:Store.cell
      return number;
    }
  }
}
