package io.tandemprofiler.collector.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, times and names as a terminal shows them. */
final class Text {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String[] TIMES = {"µs", "ms", "s"};
  private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Text() {}

  static String time(JsonNode millis) {
    return TIME.format(Instant.ofEpochMilli(millis.asLong()));
  }

  static String count(JsonNode number) {
    return String.format(Locale.ROOT, "%,d", number.asLong());
  }

  /** As in {@code 1.25 s} or {@code 3.0 MiB}. */
  static String value(double value, String unit) {
    return switch (unit) {
      case "microseconds" -> scaled(value, 1000, TIMES);
      case "bytes" -> scaled(value, 1024, SIZES);
      default -> String.format(Locale.ROOT, "%,.0f", value);
    };
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  static String signedPercent(double share) {
    return String.format(Locale.ROOT, "%+.1f %%", share * 100);
  }

  /** What row {@code i} of an answer's frames is called. */
  static String function(JsonNode answer, int i) {
    JsonNode frames = answer.get("frames");
    String owner = string(answer, frames.get("owner_indexes").get(i));
    String function = string(answer, frames.get("function_indexes").get(i));
    return printable(owner.isEmpty() ? function : owner + "." + function);
  }

  /** A terminal obeys control characters, and those that turn the direction of writing. */
  static String printable(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\u2028\u2029]", "\uFFFD");
  }

  private static String string(JsonNode answer, JsonNode index) {
    return answer.get("strings").get(index.asInt()).asText();
  }

  private static String scaled(double value, double step, String[] units) {
    double scaled = value;
    int unit = 0;
    while (Math.abs(scaled) >= step && unit < units.length - 1) {
      scaled /= step;
      unit++;
    }
    return String.format(Locale.ROOT, "%.4g %s", scaled, units[unit]);
  }
}
