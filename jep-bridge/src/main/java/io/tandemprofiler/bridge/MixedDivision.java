package io.tandemprofiler.bridge;

import io.tandemprofiler.agent.sampler.StackDivision;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Divides what the JVM's sampler saw of a thread in Python among the mixed stacks that were seen of
 * that thread in the same place, or of others there where that thread was not looked at in that
 * state: threads of a pool do the same. Thread-safe.
 */
final class MixedDivision implements StackDivision {
  /** Of Python in one window, about 20 MB: what is seen beyond divides nothing. */
  private static final int MAX_FRAMES = 500_000;

  private final BooleanSupplier jepIsThere;
  private final Supplier<MixedStack> nothing;
  private final boolean withGlue;
  private final boolean withLines;
  private final Seen certain = new Seen();
  private final Seen uncertain = new Seen();
  private final Map<Place, List<Taken>> taken = new LinkedHashMap<>();
  private int frames;

  /**
   * @param jepIsThere without it nothing is to be divided
   * @param nothing what stands where nothing was seen
   * @param withGlue whether Jep's own frames stay
   * @param withLines whether Python's frames have lines
   */
  MixedDivision(
      BooleanSupplier jepIsThere,
      Supplier<MixedStack> nothing,
      boolean withGlue,
      boolean withLines) {
    this.jepIsThere = jepIsThere;
    this.nothing = nothing;
    this.withGlue = withGlue;
    this.withLines = withLines;
  }

  /**
   * Counts what was seen once of a thread, under both of its numbers.
   *
   * @param path of {@link JepNames#path}
   * @param certain whether the thread was there, and in that state, before the GIL was asked for;
   *     else it counts only where nothing certain is in a state that fits
   */
  synchronized void add(
      long javaId, long osId, List<Frame> path, MixedStack mixed, boolean certain) {
    if (frames < MAX_FRAMES
        && (certain ? this.certain : uncertain).add(javaId, osId, path, mixed)) {
      frames += path.size() + mixed.depth();
    }
  }

  @Override
  public boolean concerns(long javaId, long osId) {
    return javaId > 0 && jepIsThere.getAsBoolean();
  }

  @Override
  public synchronized boolean take(
      long javaId, long osId, StackTrace trace, SeriesKey key, long samples, long value) {
    List<Frame> path = JepNames.path(trace.frames());
    if (path.isEmpty()) {
      return false;
    }
    boolean inPython = JepNames.endsInPython(path);
    taken
        .computeIfAbsent(Place.of(javaId, osId, path), p -> new ArrayList<>())
        .add(new Taken(trace, key, samples, value, inPython));
    return true;
  }

  @Override
  public synchronized void forEach(Part part) {
    taken.forEach(
        (place, all) -> {
          List<Map<MixedStack, Long>> counts = seenIn(place);
          Map<Condition, Shares> shares = new HashMap<>();
          for (Taken each : all) {
            shares
                .computeIfAbsent(Condition.of(each), c -> new Shares(c.among(counts)))
                .divide(each, part);
          }
        });
  }

  /** The nearest first. */
  private List<Map<MixedStack, Long>> seenIn(Place place) {
    return List.of(
        certain.of(place), certain.ofAny(place), uncertain.of(place), uncertain.ofAny(place));
  }

  /** How often each stack was seen in each place. */
  private static final class Seen {
    private final Map<Place, Map<MixedStack, Long>> byPlace = new HashMap<>();

    /** Of all threads together: for a place where one was not looked at, but others were. */
    private final Map<List<Frame>, Map<MixedStack, Long>> byPath = new HashMap<>();

    /** True where it is new. */
    boolean add(long javaId, long osId, List<Frame> path, MixedStack mixed) {
      Map<MixedStack, Long> counts =
          byPlace.computeIfAbsent(Place.of(javaId, 0, path), p -> new LinkedHashMap<>());
      byPlace.put(Place.of(javaId, osId, path), counts);
      byPath.computeIfAbsent(path, p -> new LinkedHashMap<>()).merge(mixed, 1L, Long::sum);
      return counts.merge(mixed, 1L, Long::sum) == 1;
    }

    Map<MixedStack, Long> of(Place place) {
      return byPlace.getOrDefault(place, Map.of());
    }

    Map<MixedStack, Long> ofAny(Place place) {
      return byPath.getOrDefault(place.path, Map.of());
    }
  }

  /** Of one thread, in one place of Java. */
  private static final class Place {
    private final long thread;
    private final List<Frame> path;

    private Place(long thread, List<Frame> path) {
      this.thread = thread;
      this.path = path;
    }

    /**
     * By the system's number where that is known: the thread of {@code main} is another one of
     * Java's once it has returned.
     */
    static Place of(long javaId, long osId, List<Frame> path) {
      return new Place(osId > 0 ? -osId : javaId, path);
    }

    @Override
    public boolean equals(Object object) {
      return object instanceof Place
          && thread == ((Place) object).thread
          && path.equals(((Place) object).path);
    }

    @Override
    public int hashCode() {
      return Objects.hash(thread, path);
    }
  }

  /** What the JVM's sampler saw. */
  private static final class Taken {
    final StackTrace trace;
    final SeriesKey key;
    final long samples;
    final long value;

    /** Whether Python, and not Java that it called, is innermost. */
    final boolean inPython;

    Taken(StackTrace trace, SeriesKey key, long samples, long value, boolean inPython) {
      this.trace = trace;
      this.key = key;
      this.samples = samples;
      this.value = value;
      this.inPython = inPython;
    }
  }

  /** Which of the stacks that were seen a sample can have been. */
  private enum Condition {
    RUNS,
    WAITS,
    ANY;

    static Condition of(Taken taken) {
      if (!taken.inPython) {
        return ANY; // where Java is innermost, its place says what the thread does
      }
      boolean waits =
          taken.key.measure() == Measure.WALL_TIME && taken.key.state() != ThreadState.RUNNING;
      return waits ? WAITS : RUNS;
    }

    /**
     * Those that fit, else those of which it is not known, else all: where any are. What perhaps
     * ran fits what runs, before what is certain in no known state: that was mostly seen to wait,
     * in a place that does not say for what.
     */
    Map<MixedStack, Long> among(List<Map<MixedStack, Long>> nearestFirst) {
      return first(nearestFirst, this::fits)
          .or(() -> first(nearestFirst, stack -> stack.state() == ThreadState.UNSPECIFIED))
          .or(() -> first(nearestFirst, stack -> true))
          .orElse(Map.of());
    }

    private boolean fits(MixedStack stack) {
      return this == ANY || (stack.state() == ThreadState.RUNNING) == (this == RUNS);
    }

    private static Optional<Map<MixedStack, Long>> first(
        List<Map<MixedStack, Long>> nearestFirst, Predicate<MixedStack> wanted) {
      for (Map<MixedStack, Long> counts : nearestFirst) {
        Map<MixedStack, Long> fitting = new LinkedHashMap<>(counts);
        fitting.keySet().removeIf(wanted.negate());
        if (!fitting.isEmpty()) {
          return Optional.of(fitting);
        }
      }
      return Optional.empty();
    }
  }

  /** Divides samples in whole numbers, so that all together have the proportions wished for. */
  private final class Shares {
    private final List<MixedStack> stacks = new ArrayList<>();
    private final List<Long> counts = new ArrayList<>();
    private final long all;
    private final long[] given;
    private long total;

    Shares(Map<MixedStack, Long> wished) {
      long sum = 0;
      for (Map.Entry<MixedStack, Long> each : wished.entrySet()) {
        stacks.add(each.getKey());
        counts.add(each.getValue());
        sum += each.getValue();
      }
      if (stacks.isEmpty()) {
        stacks.add(nothing.get());
        counts.add(1L);
        sum = 1;
      }
      all = sum;
      given = new long[stacks.size()];
    }

    void divide(Taken taken, Part part) {
      long[] now = new long[given.length];
      total += taken.samples;
      long left = taken.samples;
      for (int i = 0; i < now.length && left > 0; i++) {
        now[i] = Math.min(left, Math.max(0, total * counts.get(i) / all - given[i]));
        left -= now[i];
      }
      while (left-- > 0) {
        now[furthestBehind(now)]++;
      }
      long valueLeft = taken.value;
      long samplesLeft = taken.samples;
      for (int i = 0; i < now.length; i++) {
        if (now[i] > 0) {
          long value = share(valueLeft, now[i], samplesLeft);
          valueLeft -= value;
          samplesLeft -= now[i];
          given[i] += now[i];
          part.add(
              stacks.get(i).in(taken.trace, withGlue, withLines),
              key(taken, stacks.get(i)),
              now[i],
              value);
        }
      }
    }

    private int furthestBehind(long[] now) {
      int behind = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < now.length; i++) {
        double lacks = (double) total * counts.get(i) / all - given[i] - now[i];
        if (lacks > most) {
          most = lacks;
          behind = i;
        }
      }
      return behind;
    }
  }

  private static long share(long value, long samples, long of) {
    return samples == of ? value : Math.round((double) value * samples / of);
  }

  private static SeriesKey key(Taken taken, MixedStack stack) {
    boolean open =
        taken.key.measure() == Measure.WALL_TIME
            && taken.key.state() == ThreadState.UNSPECIFIED
            && taken.inPython;
    return open && stack.state() != ThreadState.RUNNING
        ? new SeriesKey(Measure.WALL_TIME, stack.state())
        : taken.key;
  }
}
