package waiting_on_a_queue;

import java.util.concurrent.LinkedBlockingQueue;

/** Takes from a queue into which nobody puts. */
public final class Scenario {
  public static void main(String[] args) throws InterruptedException {
    take(); // here: main
  }

  static void take() throws InterruptedException {
    new LinkedBlockingQueue<Integer>().take(); // here: take
  }
}
