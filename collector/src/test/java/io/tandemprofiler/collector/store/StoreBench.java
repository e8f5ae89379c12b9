package io.tandemprofiler.collector.store;

import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.collector.analysis.Recommendations;
import io.tandemprofiler.collector.analysis.Rules;
import io.tandemprofiler.collector.query.FlameQuestion;
import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A day of 20 agents that upload every five minutes: bytes, CPU time of the process to append and
 * to close, and CPU time of one thread to answer by profile, hour and day. Stacks are drawn from
 * one pool of 20,000, some often and most seldom: about 15,000 nodes a profile.
 */
final class StoreBench {
  private static final int AGENTS = 20;
  private static final int ROUNDS = 12;
  private static final int STACKS = 20_000;
  private static final int DRAWS = 9_000;
  private static final long HOUR = 3_600_000;
  private static final long START = 20_000 * 24 * HOUR;
  private static final SeriesKey CPU = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);

  private final Random random = new Random(20_261_122);
  private final List<StackTrace> pool = new ArrayList<>();
  private final double[] cumulative = new double[STACKS];

  private StoreBench() {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 11_000; i++) {
      frames.add(
          new Frame(
              Language.JAVA, "com.acme.shop.part" + i % 300 + ".Class" + i % 900, "call" + i));
    }
    List<List<Frame>> stacks = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < STACKS; i++) {
      List<Frame> stack = new ArrayList<>();
      if (i > 0) {
        List<Frame> like = stacks.get(random.nextInt(i));
        stack.addAll(like.subList(0, Math.max(1, like.size() - 1 - random.nextInt(6))));
      }
      while (stack.size() < 8 || (stack.size() < 45 && random.nextInt(5) > 0)) {
        stack.add(frames.get(random.nextInt(frames.size())));
      }
      stacks.add(stack);
      pool.add(new StackTrace(stack, new int[stack.size()]));
      sum += 1.0 / (i + 1);
      cumulative[i] = sum;
    }
  }

  public static void main(String[] args) throws IOException {
    int hours = args.length > 0 ? Integer.parseInt(args[0]) : 24;
    Path folder = Files.createTempDirectory(Path.of("."), "store-bench");
    TurnedClock clock = new TurnedClock(START);
    try (DataFolder held = DataFolder.hold(folder);
        Stores stores = Stores.open(held);
        LayeredProfileStore store = LayeredProfileStore.open(stores, clock, 64 << 20)) {
      new StoreBench().run(hours, clock, stores, store);
    }
    delete(folder);
  }

  private void run(int hours, TurnedClock clock, Stores stores, LayeredProfileStore store)
      throws IOException {
    List<Profile> profiles = new ArrayList<>();
    for (int i = 0; i < AGENTS * ROUNDS; i++) {
      profiles.add(profile());
    }
    System.out.printf(
        "%d h × %d agents; %,d nodes a profile; gzip pprof of the same: %,d bytes%n",
        hours,
        AGENTS,
        (int) profiles.stream().mapToInt(Profile::nodes).average().orElseThrow(),
        pprofBytes(profiles.subList(0, 10)));
    long appending = 0;
    long closing = 0;
    Upkeep upkeep = new Upkeep(stores, clock, Retention.DEFAULT);
    for (int hour = 0; hour < hours; hour++) {
      long cpu = processCpuNanos();
      append(store, profiles, hour);
      appending += processCpuNanos() - cpu;
      clock.turn(Duration.ofHours(1));
      cpu = processCpuNanos();
      upkeep.run(false, step -> {});
      closing += processCpuNanos() - cpu;
    }
    clock.turn(Duration.ofHours(26));
    upkeep.run(false, step -> {});
    long count = (long) hours * AGENTS * ROUNDS;
    System.out.printf(
        "append, durable, one at a time in a batch of %d: %.2f ms CPU a profile%n",
        AGENTS, appending / 1e6 / count);
    System.out.printf("close, with its sums: %.2f ms CPU a profile%n", closing / 1e6 / count);
    new Inspection(stores)
        .objects()
        .forEach(
            (resolution, amount) ->
                System.out.printf(
                    "stored by %s: %,d bytes, %,d a profile%n",
                    resolution, amount.bytes(), amount.bytes() / amount.profiles()));
    for (Resolution coarsest : Resolution.values()) {
      System.out.printf(
          "all of it by %s: %.0f ms CPU; its samples: %d%n",
          coarsest, cpuMillis(() -> scan(store, coarsest)), scan(store, coarsest));
    }
    System.out.printf("flame tree of all of it: %.0f ms CPU%n", cpuMillis(() -> tree(store)));
    double analysis = cpuMillis(() -> analyse(store));
    System.out.printf(
        "every rule on the last hour of it: %.0f ms CPU; of 100 such services each hour %.2f %% of"
            + " a core (target 1)%n",
        analysis, analysis * 100 / HOUR * 100);
  }

  private static int analyse(LayeredProfileStore store) {
    long to =
        store.producers("default", 0, Long.MAX_VALUE).stream()
            .mapToLong(ProducerActivity::lastMillis)
            .max()
            .orElseThrow();
    long end = Math.floorDiv(to, HOUR) * HOUR;
    ProfileSelection hour = new ProfileSelection("default", "shop", end - HOUR, end, Map.of());
    return new Recommendations(Rules.builtIn().rules())
        .analyse(hour, visitor -> store.scan(hour, Resolution.HOUR, visitor))
        .findings()
        .size();
  }

  private static void append(LayeredProfileStore store, List<Profile> profiles, int hour) {
    for (int round = 0; round < ROUNDS; round++) {
      List<CompletableFuture<Void>> durable = new ArrayList<>();
      for (int agent = 0; agent < AGENTS; agent++) {
        int number = round * AGENTS + agent;
        long id = (long) hour * AGENTS * ROUNDS + number + 1;
        long start = START + hour * HOUR + round * 300_000L + agent;
        Upload upload = upload(id, agent, start, profiles.get(number));
        durable.add(store.append("default", upload, null));
      }
      durable.forEach(CompletableFuture::join);
    }
  }

  private static Upload upload(long id, int agent, long start, Profile profile) {
    CallPaths paths = CallPaths.of(profile);
    int[] ascents = new int[paths.nodes() - 1];
    int[] frameIndexes = new int[paths.nodes() - 1];
    for (int node = 1; node < paths.nodes(); node++) {
      ascents[node - 1] = paths.ascent(node);
      frameIndexes[node - 1] = paths.frameIndex(node);
    }
    Producer producer =
        new Producer(
            "shop",
            "agent" + agent,
            List.of(new Runtime(Language.JAVA, "OpenJDK", "17.0.15")),
            "0.1.0",
            List.of());
    return new Upload(
        Uploads.profileId(id),
        producer,
        new Profile(
            new Window(start, 300_000),
            profile.frames(),
            ascents,
            frameIndexes,
            profile.series(),
            List.of(),
            ProcessStatistics.none(),
            null));
  }

  private Profile profile() {
    CallTree tree = new CallTree();
    for (int i = 0; i < DRAWS; i++) {
      double drawn = random.nextDouble() * cumulative[STACKS - 1];
      int at = Arrays.binarySearch(cumulative, drawn);
      tree.add(pool.get(at < 0 ? -at - 1 : at), CPU, 1, 0);
    }
    return tree.toProfile(
        new Window(START, 300_000),
        Map.of(CPU, new SeriesTotal(20_000, 180_000_000, EstimateReason.UNSPECIFIED)),
        ProcessStatistics.none(),
        null);
  }

  private static long scan(LayeredProfileStore store, Resolution coarsest) {
    long[] sum = new long[1];
    store.scan(
        selection(),
        coarsest,
        block -> {
          long[] dense = new long[block.paths().nodes()];
          for (Row row : block.rows()) {
            Counts counts = row.counts(CPU).orElseThrow();
            for (int i = 0; i < counts.size(); i++) {
              dense[counts.node(i)] += counts.samples(i);
            }
          }
          sum[0] += Arrays.stream(dense).sum();
        });
    return sum[0];
  }

  private static int tree(LayeredProfileStore store) {
    return FlameTree.find(
            store, new FlameQuestion(selection(), Measure.CPU_TIME, Set.of(), 0.0001, 100_000))
        .selfValues()
        .length;
  }

  private static ProfileSelection selection() {
    return new ProfileSelection("default", "shop", 0, Long.MAX_VALUE, Map.of());
  }

  /** Best of five. */
  private static double cpuMillis(Runnable work) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      work.run();
      cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
      best = Math.min(best, cpu / 1e6);
    }
    return best;
  }

  private static long processCpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Of a profile, on average: every stack with its locations, innermost first, as pprof has it. */
  private static long pprofBytes(List<Profile> profiles) throws IOException {
    long bytes = 0;
    for (Profile profile : profiles) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(pprof(profile));
      }
      bytes += out.size();
    }
    return bytes / profiles.size();
  }

  private static byte[] pprof(Profile profile) {
    CallPaths paths = CallPaths.of(profile);
    ColumnWriter out = new ColumnWriter();
    for (int i = 0; i < profile.series().get(0).size(); i++) {
      ColumnWriter locations = new ColumnWriter();
      for (int node = profile.series().get(0).node(i); node > 0; node = paths.caller(node)) {
        locations.number(paths.frameIndex(node) + 1L);
      }
      ColumnWriter sample = new ColumnWriter().number(1 << 3 | 2).bytes(locations.toBytes());
      long count = profile.series().get(0).samples(i);
      byte[] values = new ColumnWriter().number(count).number(count * 20_000_000).toBytes();
      out.number(2 << 3 | 2).bytes(sample.number(2 << 3 | 2).bytes(values).toBytes());
    }
    Map<String, Integer> strings = new HashMap<>();
    ColumnWriter table = new ColumnWriter().number(6 << 3 | 2).text("");
    for (int frame = 0; frame < profile.frames().size(); frame++) {
      String name =
          profile.frames().get(frame).owner() + "." + profile.frames().get(frame).function();
      if (strings.putIfAbsent(name, strings.size() + 1) == null) {
        table.number(6 << 3 | 2).text(name);
      }
      byte[] line = new ColumnWriter().number(1 << 3).number(frame + 1L).toBytes();
      byte[] location =
          new ColumnWriter()
              .number(1 << 3)
              .number(frame + 1L)
              .number(4 << 3 | 2)
              .bytes(line)
              .toBytes();
      out.number(4 << 3 | 2).bytes(location);
      byte[] function =
          new ColumnWriter()
              .number(1 << 3)
              .number(frame + 1L)
              .number(2 << 3)
              .number(strings.get(name))
              .toBytes();
      out.number(5 << 3 | 2).bytes(function);
    }
    return out.raw(table.toBytes()).toBytes();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
