package nested_classes;

import java.util.concurrent.CountDownLatch;

/** A method of a nested class makes a local class, whose method waits. */
public final class Scenario {
  static final class Cart {
    static final class Line {
      void total() throws InterruptedException {
        class Price {
          void work() throws InterruptedException {
            new CountDownLatch(1).await(); // here: Cart.Line.Price.work
          }
        }
        new Price().work(); // here: Cart.Line.total
      }
    }
  }

  public static void main(String[] args) throws InterruptedException {
    new Cart.Line().total(); // here: main
  }
}
