package io.tandemprofiler.collector.access;

import io.tandemprofiler.collector.store.AuditEntry;
import java.time.Clock;

/**
 * Who changes who may come in, for the audit log.
 *
 * @param address empty for a command on the data folder
 */
public record Actor(String name, String address) {
  AuditEntry entry(Clock clock, String tenant, String action, String detail) {
    return new AuditEntry(clock.millis(), tenant, name, address, action, detail);
  }
}
