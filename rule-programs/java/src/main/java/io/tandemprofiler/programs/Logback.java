package io.tandemprofiler.programs;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;

/** Logback, set up by code. */
final class Logback {
  static final LoggerContext CONTEXT = (LoggerContext) LoggerFactory.getILoggerFactory();

  static {
    CONTEXT.reset(); // what it would print to the console
  }

  private Logback() {}

  /** A logger that writes to this appender only. */
  static Logger logger(Appender<ILoggingEvent> appender) {
    Logger logger = CONTEXT.getLogger("shop");
    logger.addAppender(appender);
    return logger;
  }

  /** The appender with a layout of this pattern; it is still to be started. */
  static <A extends OutputStreamAppender<ILoggingEvent>> A withPattern(A appender, String pattern) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(CONTEXT);
    encoder.setPattern(pattern);
    encoder.start();
    appender.setContext(CONTEXT);
    appender.setEncoder(encoder);
    return appender;
  }

  /** A started appender that writes to nowhere. */
  static Appender<ILoggingEvent> toNowhere(String pattern) {
    OutputStreamAppender<ILoggingEvent> appender =
        withPattern(new OutputStreamAppender<>(), pattern);
    appender.setOutputStream(OutputStream.nullOutputStream());
    appender.start();
    return appender;
  }
}
