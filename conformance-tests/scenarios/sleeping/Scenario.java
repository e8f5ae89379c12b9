/** Sleeps on a thread of its own for as many seconds as the first argument says. */
public final class Scenario {
  static void nap(long seconds) {
    try {
      Thread.sleep(seconds * 1000);
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  public static void main(String[] args) throws InterruptedException {
    Thread sleeper = new Thread(() -> nap(Long.parseLong(args[0])));
    sleeper.start();
    sleeper.join();
  }
}
