package io.tandemprofiler.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.store.AgentSettings;
import io.tandemprofiler.collector.store.AgentSettingsStore;
import io.tandemprofiler.collector.store.InMemoryAgentSettingsStore;
import io.tandemprofiler.model.AgentConfiguration;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class AgentConfigurationsTest {
  private final TurnedClock clock = new TurnedClock();
  private final AgentSettingsStore store = new InMemoryAgentSettingsStore();
  private final AgentConfigurations configurations = new AgentConfigurations(store, clock);

  @Test
  void of_isTheServicesElseThatOfAll() {
    set("shop", new AgentSettings(false, 20, 0, 0, 99));
    set(AgentSettingsStore.EVERY_SERVICE, new AgentSettings(false, 10, 5, 600, 0));
    assertThat(configurations.of("default", "shop"))
        .isEqualTo(new AgentConfiguration(1, false, 20, 5, 600, 99));
    assertThat(configurations.of("default", "till"))
        .isEqualTo(new AgentConfiguration(1, false, 10, 5, 600, 0));
  }

  @Test
  void of_isOffForOneServiceOrForAll() {
    set("shop", new AgentSettings(true, 0, 0, 0, 0));
    assertThat(configurations.of("default", "shop").disabled()).isTrue();
    assertThat(configurations.of("default", "till").disabled()).isFalse();
    set("shop", AgentSettings.NONE);
    set(AgentSettingsStore.EVERY_SERVICE, new AgentSettings(true, 0, 0, 0, 0));
    assertThat(configurations.of("default", "shop").disabled()).isTrue();
  }

  @Test
  void lastAsked_isOfAgentsAlone() {
    configurations.of("default", "shop");
    assertThat(configurations.lastAsked("default")).isEmpty();
    clock.millis = 7;
    assertThat(configurations.answer("default", "shop"))
        .isEqualTo(configurations.of("default", "shop"));
    clock.millis = 9;
    assertThat(configurations.lastAsked("default")).hasValue(7);
  }

  @Test
  void look_shortensThePeriodWhileSomeoneLooks() {
    set("shop", new AgentSettings(false, 0, 0, 600, 0));
    assertThat(configurations.look("default", "shop", 90)).hasValue(90_000);
    assertThat(configurations.of("default", "shop").reportSeconds()).isEqualTo(10);
    assertThat(configurations.of("default", "till").reportSeconds()).isZero();
    clock.millis = 90_000;
    assertThat(configurations.of("default", "shop").reportSeconds()).isEqualTo(600);
  }

  @Test
  void look_endsAfterFiveMinutesHoweverOftenSomeoneLooks() {
    for (clock.millis = 0; clock.millis < 300_000; clock.millis += 60_000) {
      assertThat(configurations.look("default", "shop", 90))
          .hasValue(Math.min(300_000, clock.millis + 90_000));
    }
    assertThat(configurations.liveUntil("default", "shop")).isEmpty();
    assertThat(configurations.look("default", "shop", 90)).hasValue(390_000);
  }

  @Test
  void look_isBoundedInMemory() {
    for (int i = 0; i < 1000; i++) {
      configurations.look("default", "service" + i, 90);
    }
    assertThat(configurations.look("default", "shop", 90)).isEqualTo(OptionalLong.empty());
    assertThat(configurations.look("default", "service7", 91)).hasValue(91_000);
    clock.millis = 300_000;
    assertThat(configurations.look("default", "shop", 90)).hasValue(390_000);
  }

  private void set(String service, AgentSettings settings) {
    store.change("default", service, old -> settings, "ann", "", 0);
  }

  private static final class TurnedClock extends Clock {
    private long millis;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }
  }
}
