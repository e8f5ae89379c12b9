package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.ThreadState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Kinds of series packed into one number: a bit each, the state in the lowest three. */
public final class SeriesSet {
  private static final int STATE_BITS = 3;

  private SeriesSet() {}

  /** The number of some kinds. */
  public static long of(Collection<SeriesKey> keys) {
    long set = 0;
    for (SeriesKey key : keys) {
      set |= 1L << (key.measure().ordinal() << STATE_BITS | key.state().ordinal());
    }
    return set;
  }

  /** The kinds of a number, ascending. */
  public static List<SeriesKey> keys(long set) {
    List<SeriesKey> keys = new ArrayList<>();
    for (long rest = set; rest != 0; rest &= rest - 1) {
      int bit = Long.numberOfTrailingZeros(rest);
      keys.add(
          new SeriesKey(
              Measure.of(bit >> STATE_BITS), ThreadState.of(bit & (1 << STATE_BITS) - 1)));
    }
    return keys;
  }
}
