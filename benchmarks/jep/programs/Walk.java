import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import jep.JepException;
import jep.SharedInterpreter;
import jep.python.PyCallable;

/**
 * Threads that wander between Java and Python along random paths, and say which they went.
 *
 * <p>Each function adds its own name to the ticket that it was handed and hands it on; so the
 * ticket at the end of a path is what a stack must say there. A path ends in functions that spell
 * its number, digit by digit, and work for a while.
 *
 * <p>Prints a line {@code path NUMBER FRAMES} for each path, then {@code done PATHS MICROS}: how
 * often one was gone, and the CPU time of the threads that went.
 */
public final class Walk {
  static final int PATHS = 40;
  static final int ENTRIES = 9; // into Python, at most
  private static final String INTO_PYTHON = "icgepxs";
  private static final String ORDINARY = "CGR";
  private static final String ADVERSARIAL = "CGRSMFBNETLA";
  private static final ThreadLocal<Walker> HERE = new ThreadLocal<>();
  private static final Map<Integer, String> SEEN = new ConcurrentHashMap<>();

  private Walk() {}

  /** {@code ordinary|adversarial THREADS SECONDS SEED}: so long at least, and until its input ends. */
  public static void main(String[] words) throws Exception {
    long end = System.nanoTime() + (long) (Double.parseDouble(words[2]) * 1e9);
    Input.open();
    String[] steps = paths(words[0].equals("ordinary") ? ORDINARY : ADVERSARIAL, words[3]);
    List<Walker> walkers = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(words[1]); i++) {
      walkers.add(new Walker(steps, end, i));
    }
    walkers.forEach(Thread::start);
    long paths = 0;
    long nanos = 0;
    for (Walker walker : walkers) {
      walker.join();
      paths += walker.paths;
      nanos += walker.nanos;
    }
    new TreeMap<>(SEEN).forEach((path, frames) -> System.out.println("path " + path + " " + frames));
    System.out.println("done " + paths + " " + nanos / 1000);
  }

  /** A letter for each step; those in lower case are Java's. */
  private static String[] paths(String ofPython, String seed) {
    Random random = new Random(Long.parseLong(seed));
    String[] steps = new String[PATHS];
    for (int path = 0; path < PATHS; path++) {
      StringBuilder made = new StringBuilder();
      boolean inJava = true;
      for (int entries = random.nextInt(ENTRIES) + 1; entries > 0; ) {
        String kinds = inJava ? INTO_PYTHON + "j" : ofPython;
        char step = kinds.charAt(random.nextInt(kinds.length()));
        made.append(step);
        entries -= inJava && step != 'j' ? 1 : 0;
        inJava = inJava ? step == 'j' : "GR".indexOf(step) < 0;
      }
      steps[path] = made.append(random.nextBoolean() ? 'C' : "").toString();
    }
    return steps;
  }

  /** One thread and its interpreter. */
  static final class Walker extends Thread {
    final Host host = new Host();
    private final String[] steps;
    private final long end;
    private final Random random;
    SharedInterpreter python;
    PyCallable step;
    UnaryOperator<Object> proxy;
    long paths;
    long nanos;

    Walker(String[] steps, long end, int number) {
      this.steps = steps;
      this.end = end;
      this.random = new Random(number);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void run() {
      HERE.set(this);
      try (SharedInterpreter made = new SharedInterpreter()) {
        python = made;
        python.exec("from walk import *");
        python.invoke("begin", host);
        step = (PyCallable) python.getValue("step");
        proxy = (UnaryOperator<Object>) python.invoke("proxy");
        while (System.nanoTime() < end || !Input.hasEnded()) {
          int path = random.nextInt(PATHS);
          host.step(path + "|" + steps[path] + "|java Walk$Walker run");
          paths++;
        }
        nanos = ((Number) python.invoke("cpu_nanos")).longValue();
      }
    }
  }

  /** What Python calls: each method goes one step on. */
  public static final class Host {
    public String cb(String ticket) {
      return next(ticket, "cb");
    }

    String step(String ticket) {
      return next(ticket, "step");
    }

    String again(String ticket) {
      return next(ticket, "again");
    }

    /** Where a path ended. */
    public void arrived(int path, String frames) {
      SEEN.put(path, frames);
    }

    /** Throws. */
    public String refuse(String ticket) {
      throw new IllegalStateException("refused");
    }

    private String next(String ticket, String name) {
      String[] parts = ticket.split("\\|", 3);
      String frames = parts[2] + ";java Walk$Host " + name + ";java Walk$Host next";
      if (parts[1].isEmpty()) {
        return Digits.spell(parts[0], 0, frames);
      }
      return go(parts[1].charAt(0), parts[0] + "|" + parts[1].substring(1) + "|" + frames + ";java Walk$Host go");
    }

    private String go(char how, String ticket) {
      Walker here = HERE.get();
      switch (how) {
        case 'j':
          return again(ticket);
        case 'c':
          return (String) here.step.call(ticket);
        case 'p':
          return (String) here.proxy.apply(ticket);
        case 'g':
          here.python.set("ticket", ticket + ";python <generated> <generated>");
          return (String) here.python.getValue("step(ticket)");
        case 'e':
          here.python.set("ticket", ticket + ";python <generated> <generated>");
          here.python.exec("step(ticket)");
          return "";
        case 's':
          return here.python.invoke("named", ticket).toString();
        case 'x':
          try {
            here.python.invoke("refuse");
          } catch (JepException refused) {
            return (String) here.python.invoke("step", ticket);
          }
          throw new AssertionError("Python did not refuse");
        default:
          return (String) here.python.invoke("step", ticket);
      }
    }
  }

  /** Spells a path's number by calls, then works. */
  static final class Digits {
    private static final long WORK_NANOS = 20_000_000;

    private Digits() {}

    static String spell(String path, int at, String frames) {
      String here = frames + ";java Walk$Digits spell";
      if (at == path.length()) {
        return work(path, here);
      }
      switch (path.charAt(at)) {
        case '0':
          return d0(path, at, here);
        case '1':
          return d1(path, at, here);
        case '2':
          return d2(path, at, here);
        case '3':
          return d3(path, at, here);
        case '4':
          return d4(path, at, here);
        case '5':
          return d5(path, at, here);
        case '6':
          return d6(path, at, here);
        case '7':
          return d7(path, at, here);
        case '8':
          return d8(path, at, here);
        default:
          return d9(path, at, here);
      }
    }

    private static String d0(String path, int at, String frames) {
      return spell(path, at + 1, frames + ";java Walk$Digits d0");
    }

    private static String d1(String path, int at, String frames) {
      return spell(path, at + 1, frames + ";java Walk$Digits d1");
    }

    private static String d2(String path, int at, String frames) {
      return spell(path, at + 1, frames + ";java Walk$Digits d2");
    }

    private static String d3(String path, int at, String frames) {
      return spell(path, at + 1, frames + ";java Walk$Digits d3");
    }

    private static String d4(String path, int at, String frames) {
      return spell(path, at + 1, frames + ";java Walk$Digits d4");
    }

    private static String d5(String path, int at, String frames) {
      return spell(path, at + 1, frames + ";java Walk$Digits d5");
    }

    private static String d6(String path, int at, String frames) {
      return spell(path, at + 1, frames + ";java Walk$Digits d6");
    }

    private static String d7(String path, int at, String frames) {
      return spell(path, at + 1, frames + ";java Walk$Digits d7");
    }

    private static String d8(String path, int at, String frames) {
      return spell(path, at + 1, frames + ";java Walk$Digits d8");
    }

    private static String d9(String path, int at, String frames) {
      return spell(path, at + 1, frames + ";java Walk$Digits d9");
    }

    private static String work(String path, String frames) {
      HERE.get().host.arrived(Integer.parseInt(path), frames + ";java Walk$Digits work");
      long end = System.nanoTime() + WORK_NANOS;
      long state = 1;
      while (System.nanoTime() < end) {
        state = state * 6364136223846793005L + 1;
      }
      return Long.toString(state);
    }
  }
}
