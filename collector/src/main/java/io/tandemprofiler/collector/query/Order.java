package io.tandemprofiler.collector.query;

import java.util.Locale;

/** By what the most expensive come first. */
public enum Order {
  /** What was executing. */
  SELF,
  /** What was anywhere on the stack. */
  TOTAL;

  /** As in the API. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
