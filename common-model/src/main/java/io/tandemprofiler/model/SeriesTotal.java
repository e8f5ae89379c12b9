package io.tandemprofiler.model;

import java.util.Objects;

/** What the samples of a series are worth together. Immutable. */
public final class SeriesTotal {
  private final long period;
  private final long totalValue;
  private final EstimateReason estimated;

  /**
   * @param period of the sampling, in the unit of the measure; 0 where there is none
   * @param totalValue in the unit of the measure; ignored where samples carry values
   */
  public SeriesTotal(long period, long totalValue, EstimateReason estimated) {
    this.period = period;
    this.totalValue = totalValue;
    this.estimated = estimated;
  }

  public long period() {
    return period;
  }

  public long totalValue() {
    return totalValue;
  }

  public EstimateReason estimated() {
    return estimated;
  }

  @Override
  public boolean equals(Object object) {
    if (!(object instanceof SeriesTotal)) {
      return false;
    }
    SeriesTotal other = (SeriesTotal) object;
    return period == other.period
        && totalValue == other.totalValue
        && estimated.equals(other.estimated);
  }

  @Override
  public int hashCode() {
    return Objects.hash(period, totalValue, estimated);
  }

  @Override
  public String toString() {
    return period + " " + totalValue + " " + estimated;
  }
}
