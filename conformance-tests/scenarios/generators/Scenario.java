package generators;

import java.util.Iterator;
import java.util.concurrent.CountDownLatch;

/** An iterator gives one number; for the next it waits. */
public final class Scenario {
  static final class Numbers implements Iterator<Integer> {
    private int given;

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public Integer next() {
      if (given > 0) {
        work(); // here: Numbers.next
      }
      return given++;
    }
  }

  public static void main(String[] args) {
    Numbers numbers = new Numbers();
    numbers.next();
    numbers.next(); // here: main
  }

  static void work() {
    try {
      new CountDownLatch(1).await(); // here: work
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }
}
