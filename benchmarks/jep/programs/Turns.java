import jep.SharedInterpreter;

/**
 * Threads that each ask Python for one of three kinds of work after the other, from one place in
 * Java: a sampler of the JVM sees one stack.
 *
 * <p>Prints {@code truth KIND MICROS} for each kind, by the clocks of the threads that did it, then
 * {@code done TURNS MICROS}: of all threads, how much was done and what it cost.
 */
public final class Turns implements Runnable {
  private final long end;
  private final int seed;
  private String told;
  private long turns;
  private long nanos;

  private Turns(long end, int seed) {
    this.end = end;
    this.seed = seed;
  }

  /** {@code THREADS SECONDS}. */
  public static void main(String[] words) throws Exception {
    long end = System.nanoTime() + (long) (Double.parseDouble(words[1]) * 1e9);
    Turns[] workers = new Turns[Integer.parseInt(words[0])];
    Thread[] threads = new Thread[workers.length];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Turns(end, i);
      threads[i] = new Thread(workers[i]);
      threads[i].start();
    }
    long turns = 0;
    long nanos = 0;
    for (int i = 0; i < workers.length; i++) {
      threads[i].join();
      System.out.println(workers[i].told);
      turns += workers[i].turns;
      nanos += workers[i].nanos;
    }
    System.out.println("done " + turns + " " + nanos / 1000);
  }

  @Override
  public void run() {
    try (SharedInterpreter python = new SharedInterpreter()) {
      python.exec("import turns");
      python.exec("mine = turns.Turns(" + seed + ")");
      python.exec("serve, told, nanos = mine.serve, mine.told, mine.nanos");
      while (System.nanoTime() < end) {
        python.invoke("serve");
        turns++;
      }
      told = (String) python.invoke("told");
      nanos = ((Number) python.invoke("nanos")).longValue();
    }
  }
}
