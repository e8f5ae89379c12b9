package io.tandemprofiler.agent.config;

/** The table of settings as text. Thread-safe: only functions. */
public final class SettingsTable {
  private SettingsTable() {}

  /** For a README. Ends with a line break. */
  public static String markdown() {
    StringBuilder table =
        new StringBuilder("| setting | default | takes | meaning |\n|---|---|---|---|\n");
    for (Setting setting : Setting.values()) {
      String standard = setting.standard().isEmpty() ? "" : "`" + setting.standard() + "`";
      table
          .append("| `")
          .append(setting.word())
          .append("` | ")
          .append(standard)
          .append(" | ")
          .append(setting.expectation())
          .append(" | ")
          .append(setting.meaning())
          .append(" |\n");
    }
    return table.toString();
  }

  /** For a terminal. Ends with a line break. */
  public static String plain() {
    StringBuilder text = new StringBuilder();
    for (Setting setting : Setting.values()) {
      text.append(
              String.format(
                  "%-15s %-22s %s%n", setting.word(), setting.standard(), setting.expectation()))
          .append(String.format("%-15s %s%n", "", setting.meaning().replace("`", "")));
    }
    return text.toString();
  }
}
