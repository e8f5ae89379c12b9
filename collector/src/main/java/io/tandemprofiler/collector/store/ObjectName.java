package io.tandemprofiler.collector.store;

import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of objects: {@code hour/2026-11-30/<start>-<created>-<random>}, times in milliseconds. No
 * service is named: its characters are the operator's.
 */
final class ObjectName {
  private static final Pattern NAME =
      Pattern.compile("(?:profile|hour|day)/\\d+-\\d\\d-\\d\\d/\\d+-(\\d{1,18})-[0-9a-f-]{36}");

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

  /** When it was put; empty where it is no name of ours. */
  static OptionalLong createdMillis(String name) {
    Matcher parts = NAME.matcher(name);
    return parts.matches() ? OptionalLong.of(Long.parseLong(parts.group(1))) : OptionalLong.empty();
  }
}
