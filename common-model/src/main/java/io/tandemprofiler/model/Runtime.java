package io.tandemprofiler.model;

import java.util.Objects;

/** A language runtime inside the process; its texts are cleaned at birth. Immutable. */
@SuppressWarnings("JavaLangClash") // the word of proto and Python
public final class Runtime {
  private final Language language;
  private final String name;
  private final String version;

  /**
   * @param name as in "OpenJDK 64-Bit Server VM"
   * @param version as in "17.0.15"
   */
  public Runtime(Language language, String name, String version) {
    this.language = language;
    this.name = Names.clean(name);
    this.version = Names.clean(version);
  }

  public Language language() {
    return language;
  }

  public String name() {
    return name;
  }

  public String version() {
    return version;
  }

  @Override
  public boolean equals(Object object) {
    if (!(object instanceof Runtime)) {
      return false;
    }
    Runtime other = (Runtime) object;
    return language.equals(other.language)
        && name.equals(other.name)
        && version.equals(other.version);
  }

  @Override
  public int hashCode() {
    return Objects.hash(language, name, version);
  }

  @Override
  public String toString() {
    return language + " " + name + " " + version;
  }
}
