package sleeping;

/** Sleeps. */
public final class Scenario {
  public static void main(String[] args) throws InterruptedException {
    nap(); // here: main
  }

  static void nap() throws InterruptedException {
    Thread.sleep(3_600_000); // here: nap
  }
}
