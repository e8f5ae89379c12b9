package io.tandemprofiler.programs;

import java.util.regex.Pattern;

/** {@code String.replaceAll} and {@code matches} compile their pattern each time; or once. */
final class RegexCompiledPerUse {
  private static final String LINE = "2026-11-30T12:00:00Z GET /cart?id=4711 200 12ms";
  private static final Pattern DIGITS = Pattern.compile("[0-9]+(ms)?\\b");
  private static final Pattern REQUEST = Pattern.compile("(\\S+) (GET|POST) (/\\S*) (\\d{3}) .*");

  private RegexCompiledPerUse() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, RegexCompiledPerUse::trigger, RegexCompiledPerUse::nearMiss);
  }

  private static void trigger() {
    Program.keep(LINE.replaceAll("[0-9]+(ms)?\\b", "#"));
    Program.keep(LINE.matches("(\\S+) (GET|POST) (/\\S*) (\\d{3}) .*"));
  }

  private static void nearMiss() {
    Program.keep(DIGITS.matcher(LINE).replaceAll("#"));
    Program.keep(REQUEST.matcher(LINE).matches());
    Program.keep(LINE.split(" ")); // one plain character is not compiled
  }
}
