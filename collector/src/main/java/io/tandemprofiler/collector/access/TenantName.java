package io.tandemprofiler.collector.access;

import java.util.regex.Pattern;

/** What a tenant may be called. */
final class TenantName {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private TenantName() {}

  static void require(String tenant) throws AccessRequestException {
    if (!NAME.matcher(tenant).matches()) {
      throw new AccessRequestException(
          "'"
              + tenant
              + "' is no name of a tenant: up to 63 lower case letters, digits, '.', '_' and '-'");
    }
  }
}
