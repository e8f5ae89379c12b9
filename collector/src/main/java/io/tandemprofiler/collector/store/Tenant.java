package io.tandemprofiler.collector.store;

/** Whose data it is: the first part of every key. Taken from who asks, never from an upload. */
public final class Tenant {
  /** The only one as long as nobody logs in. */
  public static final String DEFAULT = "default";

  private Tenant() {}
}
