package io.tandemprofiler.collector.store;

/** Sums of counts that stop at the largest: what is stored must never make a query fail. */
public final class SaturatedSum {
  private SaturatedSum() {}

  /** The sum of two numbers that are not negative, at most {@link Long#MAX_VALUE}. */
  public static long of(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
