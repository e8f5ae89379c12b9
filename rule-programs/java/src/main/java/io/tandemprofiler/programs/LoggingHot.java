package io.tandemprofiler.programs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

/** A line of the log for each small step; or a level at which the log leaves them out. */
final class LoggingHot {
  private static final Logger LOGGER =
      Logback.logger(Logback.toNowhere("%d [%thread] %-5level %logger - %msg%n"));

  private LoggingHot() {}

  public static void main(String[] args) throws Exception {
    LOGGER.setLevel(args[0].equals("trigger") ? Level.DEBUG : Level.INFO);
    Program.run(args, LoggingHot::work, LoggingHot::work);
  }

  private static void work() {
    for (int line = 0; line < 1000; line++) {
      long price = line;
      for (int i = 0; i < 200; i++) {
        price = price * 31 + i % 7;
      }
      LOGGER.debug("line {} costs {}", line, price);
    }
  }
}
