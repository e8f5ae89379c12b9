package io.tandemprofiler.model;

import java.util.Objects;

/** One of the operator's labels. Ordered by name as UTF-8 bytes, then by value. Immutable. */
public final class Label implements Comparable<Label> {
  private final String name;
  private final String value;

  /**
   * @param name never empty
   */
  public Label(String name, String value) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a label with value '" + value + "' has no name");
    }
    Names.requireOperatorText("label name '" + name + "'", name);
    Names.requireOperatorText("value of label '" + name + "'", value);
    this.name = name;
    this.value = value;
  }

  public String name() {
    return name;
  }

  public String value() {
    return value;
  }

  @Override
  public int compareTo(Label other) {
    int order = Names.compare(name, other.name);
    return order == 0 ? Names.compare(value, other.value) : order;
  }

  @Override
  public boolean equals(Object object) {
    if (!(object instanceof Label)) {
      return false;
    }
    Label other = (Label) object;
    return name.equals(other.name) && value.equals(other.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, value);
  }

  @Override
  public String toString() {
    return name + " " + value;
  }
}
