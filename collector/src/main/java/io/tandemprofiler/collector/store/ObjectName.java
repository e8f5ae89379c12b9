package io.tandemprofiler.collector.store;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * Names of objects: {@code hour/2026-11-30/<start>-<created>-<random>}, times in milliseconds. No
 * service is named: its characters are the operator's.
 */
final class ObjectName {
  private ObjectName() {}

  static String of(Resolution resolution, long startMillis, long createdMillis) {
    String day = Instant.ofEpochMilli(startMillis).toString().replaceFirst("T.*", "");
    return String.format(
        "%s/%s/%d-%d-%s",
        resolution.name().toLowerCase(Locale.ROOT),
        day.replaceFirst("^[+-]", ""),
        startMillis,
        createdMillis,
        UUID.randomUUID());
  }

  /** When it was put; long ago where it is no name of ours. */
  static long createdMillis(String name) {
    String[] parts = name.substring(name.lastIndexOf('/') + 1).split("-", -1);
    return parts.length > 1 && parts[1].matches("\\d{1,18}") ? Long.parseLong(parts[1]) : 0;
  }
}
