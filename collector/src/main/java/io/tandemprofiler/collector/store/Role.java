package io.tandemprofiler.collector.store;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a person is in a tenant, each with the rights of those before. */
public enum Role {
  VIEWER,
  /** May also import files, which is to upload. */
  OPERATOR,
  ADMIN;

  public Set<Right> rights() {
    return switch (this) {
      case VIEWER -> EnumSet.of(Right.READ);
      case OPERATOR -> EnumSet.of(Right.READ, Right.OPERATE, Right.UPLOAD);
      case ADMIN -> EnumSet.allOf(Right.class);
    };
  }

  /** The name as it stands in the API and in commands: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
