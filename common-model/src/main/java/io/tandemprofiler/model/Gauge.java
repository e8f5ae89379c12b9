package io.tandemprofiler.model;

import java.util.Objects;

/** Readings of one quantity over a window. Immutable. */
public final class Gauge {
  private final long mean;
  private final long peak;
  private final long limit;

  /**
   * @param peak not below the mean
   * @param limit 0 where there is none or it is not known
   */
  public Gauge(long mean, long peak, long limit) {
    if (peak < mean) {
      throw new IllegalArgumentException("peak " + peak + " is below mean " + mean);
    }
    this.mean = mean;
    this.peak = peak;
    this.limit = limit;
  }

  public long mean() {
    return mean;
  }

  public long peak() {
    return peak;
  }

  public long limit() {
    return limit;
  }

  /** A gauge that was not read. */
  public static Gauge none() {
    return new Gauge(0, 0, 0);
  }

  @Override
  public boolean equals(Object object) {
    if (!(object instanceof Gauge)) {
      return false;
    }
    Gauge other = (Gauge) object;
    return mean == other.mean && peak == other.peak && limit == other.limit;
  }

  @Override
  public int hashCode() {
    return Objects.hash(mean, peak, limit);
  }

  @Override
  public String toString() {
    return mean + " " + peak + " " + limit;
  }
}
