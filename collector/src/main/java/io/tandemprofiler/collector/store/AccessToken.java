package io.tandemprofiler.collector.store;

import java.util.Set;

/**
 * What is known of a token, but for its secret. Immutable. Times are milliseconds since the epoch.
 *
 * @param id by which it is listed and revoked; no secret
 * @param name what it is for, as whoever made it says
 * @param services of which it is good for; {@code *} stands for any characters
 * @param expiresMillis from when on it is not valid; 0 for never
 * @param usedMillis when it was last used, within a minute or two; 0 for never
 * @param revokedMillis 0 where it is not
 */
public record AccessToken(
    String id,
    String name,
    String tenant,
    String services,
    Set<Right> rights,
    long createdMillis,
    long expiresMillis,
    long usedMillis,
    long revokedMillis) {
  public AccessToken {
    rights = Set.copyOf(rights);
  }

  public boolean isExpired(long nowMillis) {
    return expiresMillis != 0 && nowMillis >= expiresMillis;
  }

  public boolean isRevoked() {
    return revokedMillis != 0;
  }

  /** The same, revoked now; as it is where it was before. */
  public AccessToken revoked(long nowMillis) {
    return isRevoked() ? this : with(expiresMillis, nowMillis);
  }

  /** The same, which expires no later than then. */
  public AccessToken expiring(long millis) {
    return with(expiresMillis == 0 ? millis : Math.min(expiresMillis, millis), revokedMillis);
  }

  private AccessToken with(long expires, long revoked) {
    return new AccessToken(
        id, name, tenant, services, rights, createdMillis, expires, usedMillis, revoked);
  }
}
