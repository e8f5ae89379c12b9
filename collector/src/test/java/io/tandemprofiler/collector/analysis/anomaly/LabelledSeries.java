package io.tandemprofiler.collector.analysis.anomaly;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Five weeks of a service's metrics of which it is known what is unusual in them: a season of day
 * and week, noise that hangs together, and one thing that happens. Equal for equal seeds.
 *
 * @param happensAt hour at which it begins; empty where nothing unusual happens
 */
record LabelledSeries(
    Kind kind,
    SortedMap<Metric, HourlySeries> metrics,
    List<Deployment> deployments,
    Optional<Integer> happensAt) {
  static final int HOURS = 5 * HourlySeries.WEEK;
  private static final long FROM = 20_000L * HourlySeries.DAY * HourlySeries.HOUR_MILLIS;
  private static final int LATEST = HourlySeries.WEEK; // hours in which things happen

  /** What happens. */
  enum Kind {
    STEP(true),
    RAMP(true),
    SPIKE(true),
    DIP(true),
    SEASON_CHANGE(true),
    DEPLOY_STEP(true),
    QUIET(false),
    QUIET_DEPLOY(false),
    MISSING_DATA(false),
    BURSTS(false),
    WEEKEND(false);

    final boolean isUnusual;

    Kind(boolean isUnusual) {
      this.isUnusual = isUnusual;
    }
  }

  static LabelledSeries of(Kind kind, long seed) {
    Random random = new Random(seed * 31 + kind.ordinal());
    int at = HOURS - LATEST + 24 + random.nextInt(LATEST - 72);
    double[] cpu = quiet(random, 150_000, kind == Kind.WEEKEND ? 0.3 : 0.8);
    double[] wall = quiet(random, 600_000, 0.9);
    double[] samples = constant(random, 60);
    double[] heap = quiet(random, 400 << 20, 1);
    change(kind, cpu, at, random);
    SortedMap<Metric, HourlySeries> metrics = new TreeMap<>();
    metrics.put(Metric.CPU_TIME, new HourlySeries(FROM, cpu));
    metrics.put(Metric.WALL_TIME, new HourlySeries(FROM, wall));
    metrics.put(Metric.HEAP_USED, new HourlySeries(FROM, heap));
    metrics.put(Metric.SAMPLES, new HourlySeries(FROM, samples));
    return labelled(kind, metrics, at);
  }

  /**
   * With what a kind says of these metrics: whether there is a deployment, and something unusual.
   */
  static LabelledSeries labelled(Kind kind, SortedMap<Metric, HourlySeries> metrics, int at) {
    return new LabelledSeries(
        kind,
        metrics,
        kind == Kind.DEPLOY_STEP || kind == Kind.QUIET_DEPLOY
            ? List.of(new Deployment("2", metrics.get(Metric.CPU_TIME).at(at)))
            : List.of(),
        kind.isUnusual ? Optional.of(at) : Optional.empty());
  }

  /** Of so many seeds. */
  static Stream<LabelledSeries> of(List<Kind> kinds, int seeds) {
    return kinds.stream()
        .flatMap(kind -> IntStream.rangeClosed(1, seeds).mapToObj(seed -> of(kind, seed)));
  }

  private static void change(Kind kind, double[] cpu, int at, Random random) {
    switch (kind) {
      case STEP -> from(cpu, at, hour -> 1.6);
      case RAMP -> from(cpu, at, hour -> 1 + Math.min(1, (hour - at) / 48.0));
      case SPIKE -> cpu[at] *= 3;
      case DIP -> from(cpu, at, hour -> hour < at + 6 ? 0.3 : 1);
      case SEASON_CHANGE -> from(cpu, at, hour -> (hour % 24 + 12) % 24 < 12 ? 2 : 0.6);
      case DEPLOY_STEP -> from(cpu, at, hour -> 1.2);
      case MISSING_DATA -> {
        Arrays.fill(cpu, 200, 260, Double.NaN);
        Arrays.fill(cpu, at, at + 30, Double.NaN);
      }
      case BURSTS -> { // a batch that runs at any hour, one in twelve, as it always did
        for (int hour = 0; hour < cpu.length; hour++) {
          cpu[hour] *= random.nextInt(12) == 0 ? 2 + random.nextDouble() : 1;
        }
      }
      default -> {}
    }
  }

  /** Multiplies all from an hour on. */
  static void from(double[] values, int at, IntToDoubleFunction factor) {
    for (int hour = at; hour < values.length; hour++) {
      values[hour] *= factor.applyAsDouble(hour);
    }
  }

  /** Busy by day, quieter at night and at weekends, with noise of 5 % that hangs together. */
  static double[] quiet(Random random, double level, double weekend) {
    double[] values = new double[HOURS];
    double noise = 0;
    for (int hour = 0; hour < HOURS; hour++) {
      noise = 0.5 * noise + 0.05 * random.nextGaussian();
      double day = 1 + 0.5 * Math.sin((hour % 24 - 9) * Math.PI / 12);
      double week = hour / 24 % 7 >= 5 ? weekend : 1;
      values[hour] = level * day * week * Math.exp(noise);
    }
    return values;
  }

  private static double[] constant(Random random, double level) {
    double[] values = new double[HOURS];
    Arrays.setAll(values, hour -> level * (1 + 0.02 * random.nextGaussian()));
    return values;
  }
}
