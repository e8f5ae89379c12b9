package io.tandemprofiler.collector.exchange;

import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import java.util.ArrayList;
import java.util.List;

/** One of the columns that pprof's samples have, as a measure of ours. Not thread-safe. */
final class PprofValue {
  /** As pprof's CPU profiles have it, where one does not say its period: 100 Hz. */
  private static final long DEFAULT_PERIOD_MICROS = 10_000;

  private final SeriesKey key;
  private final int values;
  private final int counts; // -1 where samples are not counted
  private final long multiplier;
  private final long divisor;
  private final long period; // in the unit of the column
  private long carried;

  private PprofValue(
      SeriesKey key, int values, int counts, long multiplier, long divisor, long period) {
    this.key = key;
    this.values = values;
    this.counts = counts;
    this.multiplier = multiplier;
    this.divisor = divisor;
    this.period = period > 0 ? period : Math.max(1, DEFAULT_PERIOD_MICROS * divisor / multiplier);
  }

  /**
   * The columns that have a meaning here; where none has, the first that counts.
   *
   * @param period between samples in the unit of the column, or 0
   */
  static List<PprofValue> of(List<Type> types, long period) throws ImportException {
    List<PprofValue> values = new ArrayList<>();
    int firstCount = -1;
    for (int i = 0; i < types.size(); i++) {
      Type type = types.get(i);
      boolean isCount = type.unit().equals("count");
      firstCount = firstCount < 0 && isCount ? i : firstCount;
      SeriesKey key = isCount ? null : type.key();
      if (key != null) {
        // the column before says how often, as in samples/count, cpu/nanoseconds
        int counts = i > 0 && types.get(i - 1).unit().equals("count") ? i - 1 : -1;
        values.add(new PprofValue(key, i, counts, type.multiplier(), type.divisor(), period));
      }
    }
    if (values.isEmpty() && firstCount >= 0) {
      SeriesKey key = new SeriesKey(Measure.SAMPLES, ThreadState.UNSPECIFIED);
      values.add(new PprofValue(key, firstCount, firstCount, 1, 1, 1));
    }
    if (values.isEmpty()) {
      throw new ImportException(
          "none of its values is a CPU, wall or lock time, allocated bytes or a count: it has "
              + types.size());
    }
    return values;
  }

  /** Adds a sample's value; nothing where it is 0. */
  void add(ImportedProfiles profiles, long atMillis, StackTrace trace, LongColumn columns)
      throws ImportException {
    long raw = columns.get(values);
    long counted = counts < 0 ? Math.round((double) raw / period) : columns.get(counts);
    if (raw == 0 && (counts < 0 || counted == 0)) {
      return;
    }
    profiles.add(atMillis, trace, key, Math.max(1, counted), converted(raw));
  }

  /** In the unit of the measure: what is left of a division is carried to the next sample. */
  private long converted(long raw) throws ImportException {
    try {
      long exact = Math.addExact(Math.multiplyExact(raw, multiplier), carried);
      carried = exact % divisor;
      return exact / divisor;
    } catch (ArithmeticException e) {
      throw new ImportException("a value of " + raw + " is too large");
    }
  }

  /** What a column holds, in pprof's words. */
  record Type(String name, String unit) {
    /** The measure, or {@code null} where there is none. */
    private SeriesKey key() {
      boolean isTime = multiplier() > 0;
      return switch (name) {
        case "cpu", "cpu_time" -> isTime ? key(Measure.CPU_TIME, ThreadState.RUNNING) : null;
        case "wall", "wall_time" -> isTime ? key(Measure.WALL_TIME, ThreadState.UNSPECIFIED) : null;
        case "delay", "lock", "lock_time" ->
            isTime ? key(Measure.LOCK_TIME, ThreadState.BLOCKED) : null;
        case "alloc_space", "allocated_bytes" ->
            unit.equals("bytes") ? key(Measure.ALLOCATED_BYTES, ThreadState.UNSPECIFIED) : null;
        default -> null;
      };
    }

    private static SeriesKey key(Measure measure, ThreadState state) {
      return new SeriesKey(measure, state);
    }

    /** To our unit; 0 where it is none of time or bytes. */
    private long multiplier() {
      return switch (unit) {
        case "nanoseconds", "microseconds", "bytes" -> 1;
        case "milliseconds" -> 1000;
        case "seconds" -> 1_000_000;
        default -> 0;
      };
    }

    private long divisor() {
      return unit.equals("nanoseconds") ? 1000 : 1;
    }
  }
}
