package io.tandemprofiler.collector.store;

final class InMemoryAgentSettingsStoreTest extends AgentSettingsStoreContract {
  @Override
  AgentSettingsStore open() {
    return new InMemoryAgentSettingsStore();
  }
}
