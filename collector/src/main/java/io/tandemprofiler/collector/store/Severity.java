package io.tandemprofiler.collector.store;

import java.util.Locale;

/** How much a finding matters, ascending. */
public enum Severity {
  LOW,
  MEDIUM,
  HIGH;

  /** The name as it stands in the API and in rules: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
