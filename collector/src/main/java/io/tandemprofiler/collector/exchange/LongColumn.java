package io.tandemprofiler.collector.exchange;

import java.util.Arrays;

/** A growing column of numbers. Not thread-safe. */
final class LongColumn {
  private long[] values = new long[8];
  private int size;

  void add(long value) {
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
