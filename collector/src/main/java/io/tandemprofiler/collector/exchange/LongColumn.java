package io.tandemprofiler.collector.exchange;

import java.util.Arrays;

/** A growing column of numbers out of a file. Not thread-safe. */
final class LongColumn {
  private static final int MAX_NUMBERS = 1_000_000;

  private long[] values = new long[4];
  private int size;

  void add(long value) throws ImportException {
    if (size == MAX_NUMBERS) {
      throw new ImportException("a list has more than " + MAX_NUMBERS + " numbers");
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  long get(int i) {
    return values[i];
  }
}
