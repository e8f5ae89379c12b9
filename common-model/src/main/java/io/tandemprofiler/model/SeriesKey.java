package io.tandemprofiler.model;

import java.util.Objects;

/** What a series measures, and in which thread state. Ordered as on the wire. Immutable. */
public final class SeriesKey implements Comparable<SeriesKey> {
  private final Measure measure;
  private final ThreadState state;

  public SeriesKey(Measure measure, ThreadState state) {
    if (measure == Measure.UNSPECIFIED || !measure.allows(state)) {
      throw new IllegalArgumentException(measure + " has no state " + state);
    }
    this.measure = measure;
    this.state = state;
  }

  public Measure measure() {
    return measure;
  }

  public ThreadState state() {
    return state;
  }

  @Override
  public int compareTo(SeriesKey other) {
    int order = measure.compareTo(other.measure);
    return order == 0 ? state.compareTo(other.state) : order;
  }

  @Override
  public boolean equals(Object object) {
    if (!(object instanceof SeriesKey)) {
      return false;
    }
    SeriesKey other = (SeriesKey) object;
    return measure.equals(other.measure) && state.equals(other.state);
  }

  @Override
  public int hashCode() {
    return Objects.hash(measure, state);
  }

  @Override
  public String toString() {
    return measure + " " + state;
  }
}
