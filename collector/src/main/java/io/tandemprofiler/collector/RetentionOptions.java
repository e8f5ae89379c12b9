package io.tandemprofiler.collector;

import io.tandemprofiler.collector.store.Retention;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say how long what is kept. */
final class RetentionOptions {
  @Option(
      names = "--keep-profiles",
      paramLabel = "DAYS",
      defaultValue = "15",
      converter = Days.class,
      description = "How long each profile is kept by itself. Default: ${DEFAULT-VALUE} days")
  private Duration profiles;

  @Option(
      names = "--keep-hours",
      paramLabel = "DAYS",
      defaultValue = "60",
      converter = Days.class,
      description = "How long the sums of hours are kept. Default: ${DEFAULT-VALUE} days")
  private Duration hours;

  @Option(
      names = "--keep-days",
      paramLabel = "DAYS",
      defaultValue = "1095",
      converter = Days.class,
      description = "How long the sums of days are kept. Default: ${DEFAULT-VALUE} days")
  private Duration days;

  @Option(
      names = "--keep-bytes",
      paramLabel = "SIZE",
      defaultValue = "50GiB",
      converter = Size.class,
      description =
          "How much is kept in all; beyond it the oldest profiles go first, then hours, then days."
              + " Default: ${DEFAULT-VALUE}")
  private long bytes;

  Retention get() {
    return new Retention(profiles, hours, days, bytes);
  }

  /** A number of days. */
  static final class Days implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (!text.matches("\\d{1,6}")) {
        throw new TypeConversionException("'" + text + "' is not a number of days");
      }
      return Duration.ofDays(Long.parseLong(text));
    }
  }

  /** As in {@code 500MiB}. */
  static final class Size implements ITypeConverter<Long> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})(k|m|g|t)ib");
    private static final Map<String, Integer> SHIFTS = Map.of("k", 10, "m", 20, "g", 30, "t", 40);

    @Override
    public Long convert(String text) {
      Matcher matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
      if (!matcher.matches()) {
        throw new TypeConversionException("'" + text + "' is not a size as in 500MiB or 50GiB");
      }
      return Long.parseLong(matcher.group(1)) << SHIFTS.get(matcher.group(2));
    }
  }
}
