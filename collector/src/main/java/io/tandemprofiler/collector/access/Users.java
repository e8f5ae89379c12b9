package io.tandemprofiler.collector.access;

import io.tandemprofiler.collector.store.AccessStore;
import io.tandemprofiler.collector.store.Role;
import io.tandemprofiler.collector.store.UserAccount;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;

/** The accounts of people who log in by a password. Thread-safe. */
public final class Users {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}");

  private final AccessStore store;
  private final Clock clock;
  private final Passwords passwords = new Passwords();

  public Users(AccessStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Adds an account.
   *
   * @throws AccessRequestException where the name is taken, by whatever tenant's, or something is
   *     not as it has to be
   */
  public void add(String name, String tenant, Role role, char[] password, Actor actor)
      throws AccessRequestException {
    if (!isName(name)) {
      throw new AccessRequestException(
          "'" + name + "' is no name: up to 100 letters, digits and . _ @ + -");
    }
    TenantName.require(tenant);
    requireStrong(password);
    UserAccount user =
        new UserAccount(name, tenant, role, passwords.hash(password), clock.millis());
    String detail = name + " as " + role.word();
    if (!store.addUser(user, actor.entry(clock, tenant, "user.add", detail))) {
      throw new AccessRequestException("there is a user '" + name + "' already");
    }
  }

  /** Whether somebody may be called so. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Of a tenant, by name. */
  public List<UserAccount> list(String tenant) {
    return store.read().users().values().stream()
        .filter(user -> user.tenant().equals(tenant))
        .toList();
  }

  /** Changes a password, and ends all sessions of its owner. */
  public void changePassword(String tenant, String name, char[] password, Actor actor)
      throws AccessRequestException {
    requireOf(tenant, name);
    requireStrong(password);
    store.changePassword(
        name, passwords.hash(password), actor.entry(clock, tenant, "user.password", name));
  }

  /** Removes an account, and ends all sessions of its owner. */
  public void remove(String tenant, String name, Actor actor) throws AccessRequestException {
    requireOf(tenant, name);
    store.removeUser(name, actor.entry(clock, tenant, "user.remove", name));
  }

  private void requireOf(String tenant, String name) throws AccessRequestException {
    if (list(tenant).stream().noneMatch(user -> user.name().equals(name))) {
      throw new AccessRequestException("tenant " + tenant + " has no user '" + name + "'");
    }
  }

  private static void requireStrong(char[] password) throws AccessRequestException {
    if (password.length < Passwords.MIN_CHARS || password.length > Passwords.MAX_CHARS) {
      throw new AccessRequestException(
          "a password has from "
              + Passwords.MIN_CHARS
              + " to "
              + Passwords.MAX_CHARS
              + " characters");
    }
  }
}
