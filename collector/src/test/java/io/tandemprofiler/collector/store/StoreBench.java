package io.tandemprofiler.collector.store;

import io.tandemprofiler.collector.Uploads;
import io.tandemprofiler.collector.analysis.Recommendations;
import io.tandemprofiler.collector.analysis.Rules;
import io.tandemprofiler.collector.query.FlameQuestion;
import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Runtime;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Agents that upload every five minutes: bytes, CPU time of the process to append and to close, and
 * CPU time of one thread to answer by profile, hour and day.
 */
@Command(name = "StoreBench", mixinStandardHelpOptions = true)
final class StoreBench implements Callable<Integer> {
  private static final int MOST_ALIKE = 240; // profiles of an hour that are made, then used again
  private static final int ROUNDS = 12;
  private static final long HOUR = 3_600_000;
  private static final long START = 20_000 * 24 * HOUR;
  private static final SeriesKey CPU = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);

  @Option(names = "--hours", defaultValue = "24", description = "of uploads")
  private int hours;

  @Option(names = "--agents", defaultValue = "20", description = "of one service")
  private int agents;

  @Option(names = "--stacks", defaultValue = "20000", description = "that are drawn from")
  private int stacks;

  @Option(names = "--recorded", description = "a folder of uploads to draw from, instead")
  private Path recorded;

  @Option(names = "--row", description = "one line of figures with tabs between, and no words")
  private boolean row;

  public static void main(String[] args) {
    System.exit(new CommandLine(new StoreBench()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Supplier<Profile> source =
        recorded == null ? new GeneratedProfiles(stacks) : new RecordedProfiles(recorded);
    List<Profile> profiles =
        Stream.generate(source).limit(Math.min(MOST_ALIKE, agents * ROUNDS)).toList();
    Path folder = Files.createTempDirectory(Path.of("."), "store-bench");
    TurnedClock clock = new TurnedClock(START);
    try (DataFolder held = DataFolder.hold(folder);
        Stores stores = Stores.open(held);
        LayeredProfileStore store = LayeredProfileStore.open(stores, clock, 64 << 20)) {
      print(profiles, measured(profiles, clock, stores, store), stores, store);
    } finally {
      delete(folder);
    }
    return 0;
  }

  /** Of the process, in nanoseconds. */
  private record Spent(long appending, long closing) {}

  private Spent measured(
      List<Profile> profiles, TurnedClock clock, Stores stores, LayeredProfileStore store) {
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
    return new Spent(appending, closing);
  }

  private void print(List<Profile> profiles, Spent spent, Stores stores, LayeredProfileStore store)
      throws IOException {
    double count = (double) hours * agents * ROUNDS;
    Map<Resolution, Inspection.Amount> objects = new Inspection(stores).objects();
    if (row) {
      System.out.println(
          Stream.concat(
                  Stream.of(
                      spent.appending() / 1e6 / count,
                      spent.closing() / 1e6 / count,
                      objects.values().stream().mapToLong(each -> each.bytes()).sum() / count),
                  Stream.of(Resolution.values()).map(each -> cpuMillis(() -> scan(store, each))))
              .map("%.3f"::formatted)
              .collect(Collectors.joining("\t")));
      return;
    }
    System.out.printf(
        "%d h × %d agents; %,d nodes a profile; gzip pprof of the same: %,d bytes%n",
        hours,
        agents,
        (int) profiles.stream().mapToInt(Profile::nodes).average().orElseThrow(),
        GzipPprof.bytes(profiles.subList(0, Math.min(10, profiles.size()))));
    System.out.printf(
        "append, durable, one at a time in a batch of %d: %.2f ms CPU a profile%n",
        agents, spent.appending() / 1e6 / count);
    System.out.printf(
        "close, with its sums: %.2f ms CPU a profile%n", spent.closing() / 1e6 / count);
    objects.forEach(
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

  private void append(LayeredProfileStore store, List<Profile> profiles, int hour) {
    for (int round = 0; round < ROUNDS; round++) {
      List<CompletableFuture<Void>> durable = new ArrayList<>();
      for (int agent = 0; agent < agents; agent++) {
        int number = round * agents + agent;
        long id = (long) hour * agents * ROUNDS + number + 1;
        long start = START + hour * HOUR + round * 300_000L + agent;
        Upload upload = upload(id, agent, start, profiles.get(number % profiles.size()));
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

  private static long scan(LayeredProfileStore store, Resolution coarsest) {
    long[] sum = new long[1];
    store.scan(
        selection(),
        coarsest,
        block -> {
          long[] dense = new long[block.paths().nodes()];
          for (Row row : block.rows()) {
            row.counts(CPU).ifPresent(counts -> add(counts, dense));
          }
          sum[0] += Arrays.stream(dense).sum();
        });
    return sum[0];
  }

  private static void add(Counts counts, long[] dense) {
    for (int i = 0; i < counts.size(); i++) {
      dense[counts.node(i)] += counts.samples(i);
    }
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

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
