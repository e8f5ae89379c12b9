package io.tandemprofiler.collector.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Keeps who may come in, and a log of who did and of what they changed. Secrets are known by a hash
 * alone. What changes something is durable on return and is logged, both or neither. Thread-safe,
 * also between processes. Every method throws a {@link StorageException} where the store fails.
 */
public interface AccessStore extends AutoCloseable {
  /** The latest are kept: about 20 MB. */
  int ENTRIES_KEPT = 100_000;

  /** Everything that decides who may come in, as it is at one moment. */
  Known read();

  /**
   * Adds a token.
   *
   * @param hash of its secret, unlike that of any other
   */
  void addToken(String hash, AccessToken token, AuditEntry entry);

  /**
   * Adds a token, and changes the one that it replaces.
   *
   * @return empty, and nothing is done, where the tenant has no token of this id
   */
  Optional<AccessToken> replaceToken(
      String tenant,
      String id,
      UnaryOperator<AccessToken> change,
      String hash,
      AccessToken replacement,
      AuditEntry entry);

  /**
   * Changes when a token expires or was revoked.
   *
   * @return what it is now; empty, and nothing is done, where the tenant has none of this id
   */
  Optional<AccessToken> changeToken(
      String tenant, String id, UnaryOperator<AccessToken> change, AuditEntry entry);

  /** Adds a user; false, and nothing is done, where one of any tenant is called so. */
  boolean addUser(UserAccount user, AuditEntry entry);

  /** Gives a user another password, and ends his sessions; false where there is none. */
  boolean changePassword(String name, String passwordHash, AuditEntry entry);

  /** Removes a user and his sessions; false where there is none. */
  boolean removeUser(String name, AuditEntry entry);

  /** Begins a session of a user. */
  void addSession(String hash, LoginSession session, AuditEntry entry);

  /** Ends a session; false where there is none. */
  boolean removeSession(String hash, AuditEntry entry);

  /** Notes when tokens were used, and sessions seen; by hash. Unknown ones are left out. */
  void touch(Map<String, Long> tokens, Map<String, Long> sessions);

  /** Removes sessions that began, or were last seen, before these times; how many. */
  int removeSessions(long createdBefore, long seenBefore);

  /** Adds to the log alone. */
  void log(List<AuditEntry> entries);

  /**
   * The latest entries of a tenant, the last first, at most {@code limit}; of all tenants, and of
   * none, where it is null.
   */
  List<AuditEntry> entries(String tenant, int limit);

  /** Later calls fail. */
  @Override
  void close();

  /**
   * Who may come in. Immutable.
   *
   * @param tokens by the hash of their secret, the oldest first; also those that are not valid
   * @param users by name, ascending
   * @param sessions by the hash of their secret
   */
  record Known(
      Map<String, AccessToken> tokens,
      Map<String, UserAccount> users,
      Map<String, LoginSession> sessions) {
    public static final Known NOBODY = new Known(Map.of(), Map.of(), Map.of());
  }
}
