package io.tandemprofiler.collector.analysis;

/**
 * Why a rule, or a file of them, is left out. Immutable.
 *
 * @param file its name
 * @param line the first is 1; 0 where it is about the file as a whole
 */
public record RuleError(String file, int line, String reason) {
  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line : "") + ": " + reason;
  }
}
