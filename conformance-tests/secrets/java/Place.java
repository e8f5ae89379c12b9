/** One place that holds a marker. Its own thread asks it what to do; the main thread tells it. */
public final class Place {
  private static final long PATIENCE_MILLIS = 30_000;

  /** A little of it. */
  interface Work {
    void once() throws Exception;
  }

  final String name;
  private final String marker;
  private volatile boolean parked;
  private volatile boolean asked;
  private volatile boolean ended;
  private String found;
  private Throwable failure;

  Place(String name, String marker) {
    this.name = name;
    this.marker = marker;
  }

  /** The marker: a new text, of which nobody else keeps more than the runner's line. */
  String take() {
    return new String(marker.toCharArray());
  }

  /** Waits until somebody asks. True: call {@link #found}, and park again. False: end. */
  public synchronized boolean parked() throws InterruptedException {
    parked = true;
    notifyAll();
    while (!asked && !ended) {
      wait();
    }
    return !ended;
  }

  /** As {@link #parked}, but executes all the while. */
  boolean spinning() throws Exception {
    return spinning(Thread::onSpinWait);
  }

  boolean spinning(Work work) throws Exception {
    synchronized (this) {
      parked = true;
      notifyAll();
    }
    while (!asked && !ended) {
      work.once();
    }
    return !ended;
  }

  /** What lies in the place now. */
  public synchronized void found(Object marker) {
    found = String.valueOf(marker);
    asked = false;
    notifyAll();
  }

  /** The marker, where it is part of what lies in the place now. */
  public void foundIn(String text) {
    found(text.contains(marker) ? marker : text);
  }

  void run(Protocol.Body body) {
    try {
      body.hold(this);
    } catch (Throwable e) {
      synchronized (this) {
        failure = e;
        notifyAll();
      }
    }
  }

  synchronized void awaitParked() throws InterruptedException {
    long until = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (!parked) {
      awaitTurn(until);
    }
  }

  synchronized String read() throws InterruptedException {
    found = null;
    asked = true;
    notifyAll();
    long until = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (found == null) {
      awaitTurn(until);
    }
    return found;
  }

  synchronized void end() {
    ended = true;
    notifyAll();
  }

  private void awaitTurn(long until) throws InterruptedException {
    long left = until - System.currentTimeMillis();
    if (failure != null || left <= 0) {
      throw new IllegalStateException("no answer from the place " + name, failure);
    }
    wait(left);
  }
}
