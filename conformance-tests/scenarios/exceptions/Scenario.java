package exceptions;

import java.util.concurrent.CountDownLatch;

/** An exception goes through two calls; who caught it calls a handler, which waits. */
public final class Scenario {
  public static void main(String[] args) throws InterruptedException {
    try {
      outer();
    } catch (IllegalStateException thrown) {
      handle(); // here: main
    }
  }

  static void outer() {
    thrower();
  }

  static void thrower() {
    throw new IllegalStateException("caught by main");
  }

  static void handle() throws InterruptedException {
    try {
      throw new IllegalArgumentException("caught here");
    } catch (IllegalArgumentException thrown) {
      new CountDownLatch(1).await(); // here: handle
    }
  }
}
