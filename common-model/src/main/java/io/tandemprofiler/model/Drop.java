package io.tandemprofiler.model;

import java.util.Objects;

/** Data that was collected and did not arrive. Immutable. */
public final class Drop {
  private final DropKind kind;
  private final DropReason reason;
  private final long count;

  /**
   * @param count always positive
   */
  public Drop(DropKind kind, DropReason reason, long count) {
    if (count <= 0) {
      throw new IllegalArgumentException("drop of " + kind + " counts " + count);
    }
    this.kind = kind;
    this.reason = reason;
    this.count = count;
  }

  public DropKind kind() {
    return kind;
  }

  public DropReason reason() {
    return reason;
  }

  public long count() {
    return count;
  }

  @Override
  public boolean equals(Object object) {
    if (!(object instanceof Drop)) {
      return false;
    }
    Drop other = (Drop) object;
    return kind.equals(other.kind) && reason.equals(other.reason) && count == other.count;
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, reason, count);
  }

  @Override
  public String toString() {
    return kind + " " + reason + " " + count;
  }
}
