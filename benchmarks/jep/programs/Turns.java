import jep.SharedInterpreter;

/**
 * Threads that each ask Python for three kinds of work, from one place in Java: a sampler of the
 * JVM sees one stack, and where Python calls Java another.
 *
 * <p>Prints {@code truth KIND MICROS} for each kind, by the clocks of the threads that did it, then
 * {@code done TURNS MICROS}: of all threads, how much was done and what it cost.
 */
public final class Turns implements Runnable {
  private static final int MAKERS = 200;

  private final long end;
  private final String load;
  private final int seed;
  private String told;
  private long turns;
  private long nanos;

  private Turns(long end, String load, int seed) {
    this.end = end;
    this.load = load;
    this.seed = seed;
  }

  /** {@code THREADS SECONDS LOAD}. */
  public static void main(String[] words) throws Exception {
    long end = System.nanoTime() + (long) (Double.parseDouble(words[1]) * 1e9);
    Turns[] workers = new Turns[Integer.parseInt(words[0])];
    Thread[] threads = new Thread[workers.length];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Turns(end, words[2], i);
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
      python.set("host", this);
      python.exec("mine = turns.Turns('" + load + "', " + seed + ", host)");
      python.exec("serve, told, nanos = mine.serve, mine.told, mine.nanos");
      while (System.nanoTime() < end) {
        python.invoke("serve");
        turns++;
      }
      told = (String) python.invoke("told");
      nanos = ((Number) python.invoke("nanos")).longValue();
    }
  }

  /** For Python: a maker, a category and a price, as a shop has them. */
  public Object[] find(int line) {
    String maker = "";
    for (int i = 0; i < MAKERS; i++) {
      maker = Integer.toHexString(maker.hashCode() * 31 + line + i);
    }
    return new Object[] {maker, "category " + line % 7, line * 19};
  }
}
