package io.tandemprofiler.collector.store;

/**
 * A person who logs in by a password. Immutable.
 *
 * @param name unlike that of any other, of whatever tenant
 * @param passwordHash by which a password is recognised, never the password
 */
public record UserAccount(
    String name, String tenant, Role role, String passwordHash, long createdMillis) {
  @Override
  public String toString() {
    return "user " + name + " of " + tenant + ", " + role.word();
  }
}
