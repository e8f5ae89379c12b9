package io.tandemprofiler.collector.store;

/**
 * An entry of the audit log: who changed what, and when. Immutable.
 *
 * @param service or {@link AgentSettingsStore#EVERY_SERVICE}
 * @param who as they called themselves; nobody logs in yet
 * @param address from which it was asked
 */
public record SettingsChange(
    long atMillis,
    String service,
    String who,
    String address,
    AgentSettings before,
    AgentSettings after) {}
