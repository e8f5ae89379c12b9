package io.tandemprofiler.collector.store;

import static io.tandemprofiler.collector.store.AgentSettingsStore.EVERY_SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link AgentSettingsStore} does. */
abstract class AgentSettingsStoreContract {
  private static final AgentSettings SLOW = new AgentSettings(false, 20, 0, 600, 0);
  private static final AgentSettings OFF = new AgentSettings(true, 20, 0, 600, 0);

  private AgentSettingsStore store;

  abstract AgentSettingsStore open();

  @BeforeEach
  void start() {
    store = open();
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void find_isNoneWhereNothingWasChanged() {
    assertThat(store.find("t", "shop")).isEqualTo(AgentSettings.NONE);
    assertThat(store.changes("t", 9)).isEmpty();
  }

  @Test
  void change_isFoundAndLogged() {
    assertThat(store.change("t", "shop", old -> SLOW, "ann", "::1", 7)).isEqualTo(SLOW);
    store.change("t", EVERY_SERVICE, old -> OFF, "bob", "127.0.0.1", 8);
    store.change("t", "shop", old -> new AgentSettings(true, old.cpuHz(), 0, 600, 0), "ann", "", 9);
    assertThat(store.find("t", "shop")).isEqualTo(OFF);
    assertThat(store.find("t", EVERY_SERVICE)).isEqualTo(OFF);
    assertThat(store.changes("t", 9))
        .containsExactly(
            new SettingsChange(9, "shop", "ann", "", SLOW, OFF),
            new SettingsChange(8, EVERY_SERVICE, "bob", "127.0.0.1", AgentSettings.NONE, OFF),
            new SettingsChange(7, "shop", "ann", "::1", AgentSettings.NONE, SLOW));
    assertThat(store.changes("t", 1)).hasSize(1);
  }

  @Test
  void change_logsNothingWhereNothingChanges() {
    store.change("t", "shop", old -> SLOW, "ann", "", 7);
    store.change("t", "shop", old -> SLOW, "bob", "", 8);
    assertThat(store.changes("t", 9)).extracting(SettingsChange::who).containsExactly("ann");
  }

  @Test
  void change_leavesNothingBehindWhereItFails() {
    assertThatThrownBy(
            () ->
                store.change(
                    "t",
                    "shop",
                    old -> {
                      throw new IllegalStateException("no");
                    },
                    "ann",
                    "",
                    7))
        .isInstanceOf(RuntimeException.class);
    assertThat(store.find("t", "shop")).isEqualTo(AgentSettings.NONE);
    assertThat(store.changes("t", 9)).isEmpty();
  }

  @Test
  void tenants_doNotSeeOneAnother() {
    store.change("t", "shop", old -> SLOW, "ann", "", 7);
    assertThat(store.find("u", "shop")).isEqualTo(AgentSettings.NONE);
    assertThat(store.changes("u", 9)).isEmpty();
  }

  @Test
  void changes_atOnceDoNotOverlap() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          new Thread(
              () -> {
                for (int j = 0; j < 10; j++) {
                  store.change("t", "shop", AgentSettingsStoreContract::faster, "ann", "", 7);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(store.find("t", "shop").cpuHz()).isEqualTo(40);
    assertThat(store.changes("t", 99)).hasSize(40);
  }

  private static AgentSettings faster(AgentSettings old) {
    return new AgentSettings(false, old.cpuHz() + 1, 0, 0, 0);
  }
}
