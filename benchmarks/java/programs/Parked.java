import java.util.concurrent.CountDownLatch;

/** So many threads that wait in stacks of so many frames, until its standard input ends. */
public final class Parked {
  private static final int STACK_BYTES = 256 * 1024;

  private Parked() {}

  public static void main(String[] arguments) throws Exception {
    int threads = Integer.parseInt(arguments[0]);
    int depth = Integer.parseInt(arguments[1]);
    CountDownLatch waiting = new CountDownLatch(threads);
    CountDownLatch end = new CountDownLatch(1);
    for (int i = 0; i < threads; i++) {
      Runnable work = () -> descend(depth, waiting, end);
      Thread thread = new Thread(null, work, "parked-" + i, STACK_BYTES);
      thread.setDaemon(true);
      thread.start();
    }
    waiting.await();
    System.out.println("ready");
    System.in.read();
  }

  private static void descend(int levels, CountDownLatch waiting, CountDownLatch end) {
    if (levels > 1) {
      descend(levels - 1, waiting, end);
      return;
    }
    waiting.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
