package io.tandemprofiler.programs;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Files;
import java.nio.file.Path;

/** Eight threads that write one log, each event to the file before it goes on; or a queue. */
final class LoggingWaits {
  private static Logger logger;

  private LoggingWaits() {}

  public static void main(String[] args) throws Exception {
    Path file = Files.createTempFile("tandem", ".log");
    FileAppender<ILoggingEvent> appender =
        Logback.withPattern(new FileAppender<>(), "%d [%thread] %-5level %logger - %msg%n");
    appender.setFile(file.toString());
    appender.start();
    logger = Logback.logger(args[0].equals("trigger") ? appender : queued(appender));
    try {
      Program.run(args, 8, LoggingWaits::work, LoggingWaits::work);
    } finally {
      Logback.CONTEXT.stop();
      Files.delete(file);
    }
  }

  private static Appender<ILoggingEvent> queued(Appender<ILoggingEvent> appender) {
    AsyncAppender queue = new AsyncAppender();
    queue.setContext(Logback.CONTEXT);
    queue.setQueueSize(1024);
    queue.setNeverBlock(true);
    queue.addAppender(appender);
    queue.start();
    return queue;
  }

  private static void work() {
    for (int step = 0; step < 50; step++) {
      long price = step;
      for (int i = 0; i < 10_000; i++) {
        price = price * 31 + i % 7;
      }
      logger.info("step {} of an order of {}", step, price);
    }
  }
}
