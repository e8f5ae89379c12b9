package io.tandemprofiler.programs;

import java.text.SimpleDateFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;

/** A {@code SimpleDateFormat} a call; or one {@code DateTimeFormatter}, and one a thread. */
final class SimpleDateFormatPerCall {
  private static final DateTimeFormatter FORMATTER =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final ThreadLocal<SimpleDateFormat> OWN =
      ThreadLocal.withInitial(() -> new SimpleDateFormat("yyyy-MM-dd HH:mm:ss"));
  private static long millis;

  private SimpleDateFormatPerCall() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, SimpleDateFormatPerCall::trigger, SimpleDateFormatPerCall::nearMiss);
  }

  private static void trigger() {
    Program.keep(new SimpleDateFormat("yyyy-MM-dd HH:mm:ss").format(new Date(millis++)));
  }

  private static void nearMiss() {
    Program.keep(OWN.get().format(new Date(millis++)));
    Program.keep(FORMATTER.format(Instant.ofEpochMilli(millis++)));
  }
}
