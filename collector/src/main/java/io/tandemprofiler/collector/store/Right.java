package io.tandemprofiler.collector.store;

import java.util.Locale;

/** What somebody may do with the data of a tenant. */
public enum Right {
  /** Send profiles, and ask what an agent is to do. */
  UPLOAD,
  /** See profiles, findings and settings. */
  READ,
  /** Change settings and findings, look live. */
  OPERATE,
  /** Manage tokens, see people and the audit log. */
  ADMINISTER;

  /** The name as it stands in the API and in commands: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
