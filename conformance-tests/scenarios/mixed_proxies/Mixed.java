package mixed_proxies;

import jep.SharedInterpreter;

/** Python implements an interface of Java's, whose object Java calls. */
public final class Mixed {
  public static void main(SharedInterpreter python) {
    Runnable listener = (Runnable) python.invoke("listener", new Bell());
    ring(listener); // here: java:main
  }

  private static void ring(Runnable listener) {
    listener.run(); // here: java:ring
  }

  /** What Python calls. */
  public static final class Bell {
    public synchronized void hear() throws InterruptedException {
      wait(); // here: java:Bell.hear
    }
  }
}
