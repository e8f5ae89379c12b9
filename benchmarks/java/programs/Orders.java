import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A service that works when it is told to: a number on a line of its standard input makes each of
 * two threads write, read and sort as many orders as text; it answers when all are done. Fifty
 * other threads wait all the time. Ends with its standard input.
 */
public final class Orders {
  private static final int WORKERS = 2;
  private static final int WAITING = 50;
  private static final int BOXES = 40;
  private static final int LINES = 6;

  private Orders() {}

  public static void main(String[] arguments) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < WAITING; i++) {
      Thread thread = new Thread(() -> awaitDeep(30, never), "waiting-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    BufferedReader turns = new BufferedReader(new InputStreamReader(System.in));
    System.out.println("ready");
    for (String turn = turns.readLine(); turn != null; turn = turns.readLine()) {
      int orders = Integer.parseInt(turn);
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        done.add(workers.submit(() -> handleAll(orders)));
      }
      for (Future<?> each : done) {
        each.get();
      }
      System.out.println("done");
    }
    workers.shutdown();
  }

  private static void awaitDeep(int levels, CountDownLatch never) {
    if (levels > 0) {
      awaitDeep(levels - 1, never);
      return;
    }
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void handleAll(int orders) {
    for (int i = 0; i < orders; i++) {
      handle(i % 64);
    }
  }

  private static void handle(long seed) {
    StringBuilder text = new StringBuilder();
    write(text, new Random(seed), BOXES);
    Reader reader = new Reader(text);
    List<Map<String, Long>> lines = new ArrayList<>();
    reader.read(lines);
    lines.sort(Comparator.comparing(line -> line.get("price")));
    if (lines.size() != BOXES * LINES) {
      throw new AssertionError(lines.size());
    }
  }

  /** Boxes in boxes, some lines of an order in each. */
  private static void write(StringBuilder text, Random random, int boxes) {
    if (boxes == 0) {
      return;
    }
    text.append('{');
    for (int i = 0; i < LINES; i++) {
      text.append("price=").append(random.nextInt(10_000)).append(',');
      text.append("count=").append(random.nextInt(100)).append(';');
    }
    write(text, random, boxes - 1);
    text.append('}');
  }

  private static final class Reader {
    private final CharSequence text;
    private int at;

    Reader(CharSequence text) {
      this.text = text;
    }

    void read(List<Map<String, Long>> lines) {
      at++;
      while (text.charAt(at) != '}') {
        if (text.charAt(at) == '{') {
          read(lines);
        } else {
          lines.add(line());
        }
      }
      at++;
    }

    private Map<String, Long> line() {
      Map<String, Long> line = new TreeMap<>();
      while (true) {
        String name = until('=');
        char last = text.charAt(at + digits());
        line.put(name, Long.valueOf(until(last)));
        if (last == ';') {
          return line;
        }
      }
    }

    private int digits() {
      int length = 0;
      while (Character.isDigit(text.charAt(at + length))) {
        length++;
      }
      return length;
    }

    private String until(char end) {
      int from = at;
      while (text.charAt(at) != end) {
        at++;
      }
      return text.subSequence(from, at++).toString();
    }
  }
}
