package io.tandemprofiler.agent.sampler;

import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.StackTrace;

/** Leaves every stack as it is. Thread-safe. */
final class NoDivision implements StackDivision {
  @Override
  public boolean concerns(long javaId, long osId) {
    return false;
  }

  @Override
  public boolean take(
      long javaId, long osId, StackTrace trace, SeriesKey key, long samples, long value) {
    return false;
  }

  @Override
  public void forEach(Part part) {}
}
