import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
 * two threads write, read (with Jackson) and sort as many orders; it answers when all are done. Fifty
 * other threads wait all the time. Ends with its standard input.
 *
 * <p>The work is a library's, not a few lines of our own. Where a program hands the JDK's collections
 * objects of one class alone, the JVM compiles those for that class; whatever Java code comes to use
 * them too, an agent's or the JVM's own, ends that, and would be measured instead of the sampling.
 */
public final class Orders {
  private static final int WORKERS = 2;
  private static final int WAITING = 50;
  private static final int BOXES = 40;
  private static final int LINES = 6;
  private static final ObjectMapper JSON = new ObjectMapper();

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
    Random random = new Random(seed);
    Box read;
    try {
      read = JSON.readValue(JSON.writeValueAsString(box(random, BOXES)), Box.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
    List<Line> lines = new ArrayList<>();
    collect(read, lines);
    lines.sort(Comparator.comparing((Line line) -> line.price).thenComparing(line -> line.article));
    Map<Integer, BigDecimal> prices = new TreeMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (Line line : lines) {
      prices.merge(line.count, line.price, BigDecimal::add);
      counts.merge(line.article, line.count, Integer::sum);
    }
    if (lines.size() != BOXES * LINES || prices.isEmpty() || counts.isEmpty()) {
      throw new AssertionError(lines.size());
    }
  }

  /** Boxes in boxes, some lines of an order in each; {@code null} for none. */
  private static Box box(Random random, int boxes) {
    if (boxes == 0) {
      return null;
    }
    Box box = new Box();
    for (int i = 0; i < LINES; i++) {
      Line line = new Line();
      line.article = "article " + random.nextInt(50);
      line.price = BigDecimal.valueOf(random.nextInt(10_000), 2);
      line.count = random.nextInt(100);
      box.lines.add(line);
    }
    box.inner = box(random, boxes - 1);
    return box;
  }

  private static void collect(Box box, List<Line> lines) {
    if (box != null) {
      lines.addAll(box.lines);
      collect(box.inner, lines);
    }
  }

  /** Holds lines and another box; {@code null} where it is the innermost. */
  static final class Box {
    public List<Line> lines = new ArrayList<>();
    public Box inner;
  }

  /** So many of one article. */
  static final class Line {
    public String article;
    public BigDecimal price;
    public int count;
  }
}
