package native_callbacks;

import java.util.concurrent.CountDownLatch;

/** Native code of the JVM calls back: loading a class by name runs its initialiser. */
public final class Scenario {
  static final class Late {
    static {
      work(); // here: Late.<once>
    }
  }

  public static void main(String[] args) throws ClassNotFoundException {
    Class.forName("native_callbacks.Scenario$Late"); // here: main
  }

  static void work() {
    try {
      new CountDownLatch(1).await(); // here: work
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }
}
