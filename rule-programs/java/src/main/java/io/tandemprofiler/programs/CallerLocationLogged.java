package io.tandemprofiler.programs;

import ch.qos.logback.classic.Logger;

/** A pattern with the caller's line, for which each event takes a stack trace; or without. */
final class CallerLocationLogged {
  private CallerLocationLogged() {}

  public static void main(String[] args) throws Exception {
    String place = args[0].equals("trigger") ? "%method:%line" : "%logger";
    Logger logger = Logback.logger(Logback.toNowhere("%d %-5level " + place + " - %msg%n"));
    Program.run(args, () -> deep(40, logger), () -> deep(40, logger));
  }

  private static int deep(int frames, Logger logger) {
    if (frames > 0) {
      return deep(frames - 1, logger) + 1;
    }
    for (int order = 0; order < 100; order++) {
      long price = order;
      for (int i = 0; i < 100_000; i++) { // the work that is logged
        price = price * 31 + i % 7;
      }
      logger.info("order {} costs {}", order, price);
    }
    return 0;
  }
}
