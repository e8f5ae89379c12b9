package io.tandemprofiler.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteAccessStoreTest {
  private static final AccessToken TOKEN =
      new AccessToken("a1", "ci", "t", "shop*", EnumSet.of(Right.READ, Right.UPLOAD), 7, 99, 0, 0);
  private static final UserAccount ANN = new UserAccount("ann", "t", Role.ADMIN, "hash", 8);
  private static final AuditEntry ENTRY = new AuditEntry(7, "t", "ann", "::1", "a.b", "c");

  @TempDir private Path folder;
  private AccessStore store;

  @BeforeEach
  void open() {
    store = SqliteAccessStore.open(folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void read_knowsNobodyAtFirst() {
    assertThat(store.read()).isEqualTo(AccessStore.Known.NOBODY);
    assertThat(store.entries(null, 9)).isEmpty();
  }

  @Test
  void whatIsAdded_isReadByAnotherConnectionAndLogged() {
    store.addToken("h1", TOKEN, ENTRY);
    assertThat(store.addUser(ANN, ENTRY)).isTrue();
    store.addSession("s1", new LoginSession("ann", 9, 9), ENTRY);
    try (AccessStore other = SqliteAccessStore.open(folder)) {
      assertThat(other.read())
          .isEqualTo(
              new AccessStore.Known(
                  Map.of("h1", TOKEN),
                  Map.of("ann", ANN),
                  Map.of("s1", new LoginSession("ann", 9, 9))));
      assertThat(other.entries("t", 9)).containsExactly(ENTRY, ENTRY, ENTRY);
      assertThat(other.entries("u", 9)).isEmpty();
    }
  }

  @Test
  void changeToken_isOfTheTenantAlone() {
    store.addToken("h1", TOKEN, ENTRY);
    assertThat(store.changeToken("u", "a1", token -> token.revoked(8), ENTRY)).isEmpty();
    assertThat(store.read().tokens()).containsValue(TOKEN);
    assertThat(store.entries(null, 9)).hasSize(1);

    assertThat(store.changeToken("t", "a1", token -> token.revoked(8), ENTRY))
        .hasValue(TOKEN.revoked(8));
    assertThat(store.read().tokens()).containsEntry("h1", TOKEN.revoked(8));
    assertThat(store.entries(null, 9)).hasSize(2);
  }

  @Test
  void replaceToken_isBothOrNeither() {
    AccessToken next = new AccessToken("a2", "ci", "t", "*", Set.of(Right.READ), 8, 0, 0, 0);
    assertThat(store.replaceToken("t", "a1", token -> token, "h2", next, ENTRY)).isEmpty();
    assertThat(store.read().tokens()).isEmpty();

    store.addToken("h1", TOKEN, ENTRY);
    store.replaceToken("t", "a1", token -> token.expiring(50), "h2", next, ENTRY);
    assertThat(store.read().tokens()).isEqualTo(Map.of("h1", TOKEN.expiring(50), "h2", next));
  }

  @Test
  void user_isUniqueWhateverTheTenant() {
    store.addUser(ANN, ENTRY);
    assertThat(store.addUser(new UserAccount("ann", "u", Role.VIEWER, "x", 9), ENTRY)).isFalse();
    assertThat(store.read().users()).containsOnly(Map.entry("ann", ANN));
    assertThat(store.entries(null, 9)).hasSize(1);
  }

  @Test
  void sessions_endWithTheUserAndWithTheOldPassword() {
    for (String name : List.of("ann", "bob")) {
      store.addUser(new UserAccount(name, "t", Role.VIEWER, "x", 9), ENTRY);
      store.addSession("s-" + name, new LoginSession(name, 9, 9), ENTRY);
    }
    assertThat(store.changePassword("ann", "y", ENTRY)).isTrue();
    assertThat(store.read().users().get("ann").passwordHash()).isEqualTo("y");
    assertThat(store.read().sessions()).containsOnlyKeys("s-bob");
    assertThat(store.removeUser("bob", ENTRY)).isTrue();
    assertThat(store.read().sessions()).isEmpty();
    assertThat(store.removeUser("bob", ENTRY)).isFalse();
    assertThat(store.changePassword("bob", "y", ENTRY)).isFalse();
    assertThat(store.removeSession("s-bob", ENTRY)).isFalse();
  }

  @Test
  void sessions_areOverWhenTheyAreOldOrWereNotSeen() {
    store.addSession("old", new LoginSession("ann", 10, 99), ENTRY);
    store.addSession("unseen", new LoginSession("ann", 50, 60), ENTRY);
    store.addSession("seen", new LoginSession("ann", 50, 60), ENTRY);
    store.addToken("h1", TOKEN, ENTRY);
    store.touch(Map.of("h1", 77L, "h9", 77L), Map.of("seen", 80L));
    assertThat(store.removeSessions(20, 70)).isEqualTo(2);
    assertThat(store.read().sessions()).isEqualTo(Map.of("seen", new LoginSession("ann", 50, 80)));
    assertThat(store.read().tokens().get("h1").usedMillis()).isEqualTo(77);
  }

  @Test
  void entries_areTheLatestAndNoMoreThanAreKept() {
    store.close();
    store = SqliteAccessStore.open(folder, 3);
    for (int i = 1; i <= 5; i++) {
      store.log(List.of(new AuditEntry(i, i == 4 ? "u" : "t", "ann", "", "a", "b")));
    }
    assertThat(store.entries(null, 9)).extracting(AuditEntry::atMillis).containsExactly(5L, 4L, 3L);
    assertThat(store.entries("t", 1)).extracting(AuditEntry::atMillis).containsExactly(5L);
  }

  @Test
  void writers_takeTurnsAlsoFromDifferentConnections() {
    try (AccessStore other = SqliteAccessStore.open(folder)) {
      List<AccessStore> both = List.of(store, other);
      IntStream.range(0, 40)
          .mapToObj(
              i ->
                  CompletableFuture.runAsync(
                      () -> {
                        AccessToken token =
                            new AccessToken("id" + i, "n", "t", "*", Set.of(), i, 0, 0, 0);
                        both.get(i % 2).addToken("h" + i, token, ENTRY);
                        both.get(i % 2).changeToken("t", "id" + i, t -> t.revoked(9), ENTRY);
                      }))
          .toList()
          .forEach(CompletableFuture::join);
    }
    assertThat(store.read().tokens().values()).hasSize(40).allMatch(AccessToken::isRevoked);
    assertThat(store.entries(null, 99)).hasSize(80);
  }

  @Test
  void file_isForItsOwnerAlone() throws Exception {
    assertThat(Files.getPosixFilePermissions(folder.resolve("access.sqlite"))).hasSize(2);
  }

  @Test
  void access_isInABackup(@TempDir Path backup) {
    store.addToken("h1", TOKEN, ENTRY);
    try (DataFolder held = DataFolder.hold(folder);
        DataFolder to = DataFolder.hold(backup)) {
      Stores.open(held).hot().close();
      Inspection.copy(folder, to, step -> {});
    }
    try (AccessStore copy = SqliteAccessStore.open(backup)) {
      assertThat(copy.read().tokens()).containsEntry("h1", TOKEN);
    }
  }

  @Test
  void open_refusesWhatANewerCollectorWrote(@TempDir Path newer) throws SQLException {
    Path file = newer.resolve("access.sqlite");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 9");
    }
    assertThatThrownBy(() -> SqliteAccessStore.open(newer))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("access.sqlite: it has schema 9, this collector knows 1");
  }
}
