package io.tandemprofiler.collector.store;

/**
 * That somebody came in, was refused, or changed something. Immutable.
 *
 * @param tenant whose administrators are to know; empty where nobody knows whose it is
 * @param who as far as it is known
 * @param address empty where it was done by a command on the data folder
 * @param action as in {@code token.create}
 * @param detail what it was done to; holds no secret
 */
public record AuditEntry(
    long atMillis, String tenant, String who, String address, String action, String detail) {}
