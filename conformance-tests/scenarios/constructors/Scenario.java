package constructors;

import java.util.concurrent.CountDownLatch;

/** A constructor calls that of its base class, which waits. */
public final class Scenario {
  static class Shape {
    Shape() throws InterruptedException {
      new CountDownLatch(1).await(); // here: Shape.<new>
    }
  }

  static final class Circle extends Shape {
    Circle() throws InterruptedException {
      super(); // here: Circle.<new>
    }
  }

  public static void main(String[] args) throws InterruptedException {
    new Circle(); // here: main
  }
}
