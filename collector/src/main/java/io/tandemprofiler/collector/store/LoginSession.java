package io.tandemprofiler.collector.store;

/**
 * That somebody logged in. Immutable. Times are milliseconds since the epoch.
 *
 * @param seenMillis when it was last used, within a minute or two
 */
public record LoginSession(String user, long createdMillis, long seenMillis) {}
