package io.tandemprofiler.collector.access;

import io.tandemprofiler.collector.store.AccessStore;
import io.tandemprofiler.collector.store.AccessToken;
import io.tandemprofiler.collector.store.AuditEntry;
import io.tandemprofiler.collector.store.Right;
import io.tandemprofiler.model.Names;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes tokens, and ends them. Thread-safe. */
public final class Tokens {
  /** With which the text of each begins, so that it is known for what it is where it leaked. */
  public static final String PREFIX = "tandem_";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}");
  private static final int ID_BYTES = 6;
  private static final int MAX_CHARS = 200;

  private final AccessStore store;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public Tokens(AccessStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Makes a token.
   *
   * @param lifetime after which it is not valid; empty for ever
   * @throws AccessRequestException where what is wanted makes no sense
   */
  public Issued create(Wanted wanted, Optional<Duration> lifetime, Actor actor)
      throws AccessRequestException {
    wanted.check();
    if (lifetime.isPresent() && (lifetime.get().isNegative() || lifetime.get().isZero())) {
      throw new AccessRequestException("a token that expires at once is of no use");
    }
    Issued issued = issue(wanted, lifetime);
    AccessToken token = issued.token();
    store.addToken(
        Secret.hash(issued.secret()), token, entry(actor, token, "token.create", told(token)));
    return issued;
  }

  /** All of a tenant, the oldest first, also those that are not valid any more. */
  public List<AccessToken> list(String tenant) {
    return store.read().tokens().values().stream()
        .filter(token -> token.tenant().equals(tenant))
        .toList();
  }

  /**
   * Makes a token invalid, now and for good. Again it changes nothing.
   *
   * @throws AccessRequestException where the tenant has none of this id
   */
  public AccessToken revoke(String tenant, String id, Actor actor) throws AccessRequestException {
    AuditEntry entry = actor.entry(clock, tenant, "token.revoke", id);
    return store
        .changeToken(tenant, id, token -> token.revoked(clock.millis()), entry)
        .orElseThrow(() -> unknown(id));
  }

  /**
   * Makes another token for the same purpose and as long a life; the old one is valid for as long
   * as the overlap yet.
   *
   * @throws AccessRequestException where the tenant has none of this id that is valid
   */
  public Issued rotate(String tenant, String id, Duration overlap, Actor actor)
      throws AccessRequestException {
    long now = clock.millis();
    AccessToken old =
        list(tenant).stream()
            .filter(token -> token.id().equals(id) && !token.isRevoked() && !token.isExpired(now))
            .findFirst()
            .orElseThrow(() -> unknown(id));
    Optional<Duration> lifetime =
        old.expiresMillis() == 0
            ? Optional.empty()
            : Optional.of(Duration.ofMillis(old.expiresMillis() - old.createdMillis()));
    Issued issued = issue(new Wanted(old.name(), tenant, old.services(), old.rights()), lifetime);
    AuditEntry entry =
        entry(actor, old, "token.rotate", id + " is followed by " + issued.token().id());
    Optional<AccessToken> ending =
        store.replaceToken(
            tenant,
            id,
            token -> token.expiring(now + overlap.toMillis()),
            Secret.hash(issued.secret()),
            issued.token(),
            entry);
    if (ending.isEmpty()) {
      throw unknown(id);
    }
    return issued;
  }

  private Issued issue(Wanted wanted, Optional<Duration> lifetime) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    long now = clock.millis();
    AccessToken token =
        new AccessToken(
            HexFormat.of().formatHex(id),
            wanted.name(),
            wanted.tenant(),
            wanted.services(),
            wanted.rights(),
            now,
            lifetime.map(life -> now + life.toMillis()).orElse(0L),
            0,
            0);
    return new Issued(token, PREFIX + Secret.make(random));
  }

  private AuditEntry entry(Actor actor, AccessToken token, String action, String detail) {
    return actor.entry(clock, token.tenant(), action, detail);
  }

  private static String told(AccessToken token) {
    return String.format(
        "%s '%s' for %s of %s",
        token.id(),
        token.name(),
        token.rights().stream().sorted().map(Right::word).collect(Collectors.joining(", ")),
        token.services());
  }

  private static AccessRequestException unknown(String id) {
    return new AccessRequestException("there is no token " + id + " that is valid");
  }

  /**
   * What a token is to be.
   *
   * @param services a pattern, see {@link ServicePattern}
   */
  public record Wanted(String name, String tenant, String services, Set<Right> rights) {
    private void check() throws AccessRequestException {
      if (!NAME.matcher(name).matches()) {
        throw new AccessRequestException(
            "'" + name + "' is no name for a token: up to 100 letters, digits, spaces, . _ and -");
      }
      requireServices();
      TenantName.require(tenant);
      if (rights.isEmpty()) {
        throw new AccessRequestException("a token without any right is of no use");
      }
      if (rights.contains(Right.ADMINISTER) && !services.equals("*")) {
        throw new AccessRequestException("who administers does so for all services");
      }
    }

    private void requireServices() throws AccessRequestException {
      if (services.isBlank() || services.length() > MAX_CHARS || Names.hasControl(services)) {
        throw new AccessRequestException(
            "services is empty, over " + MAX_CHARS + " characters, or has a control character");
      }
    }
  }

  /**
   * A new token.
   *
   * @param secret to be shown once: nobody knows it afterwards
   */
  public record Issued(AccessToken token, String secret) {
    @Override
    public String toString() {
      return "token " + token.id();
    }
  }
}
