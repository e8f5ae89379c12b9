package io.tandemprofiler.programs;

import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** Loggers that each order looks for; or those of the class. */
final class LoggerPerCall {
  private static final org.slf4j.Logger SLF4J = LoggerFactory.getLogger(LoggerPerCall.class);
  private static final Logger JUL = Logger.getLogger(LoggerPerCall.class.getName());

  private LoggerPerCall() {}

  public static void main(String[] args) throws Exception {
    Logback.CONTEXT.getLogger("ROOT").setLevel(ch.qos.logback.classic.Level.INFO);
    Program.run(args, LoggerPerCall::trigger, LoggerPerCall::nearMiss);
  }

  private static void trigger() {
    for (int order = 0; order < 1000; order++) {
      long price = price(order);
      LoggerFactory.getLogger(LoggerPerCall.class).debug("order {} costs {}", order, price);
      Logger.getLogger(LoggerPerCall.class.getName()).fine("an order");
    }
  }

  private static void nearMiss() {
    for (int order = 0; order < 1000; order++) {
      SLF4J.debug("order {} costs {}", order, price(order));
      JUL.fine("an order");
    }
  }

  private static long price(long net) {
    long price = net;
    for (int i = 0; i < 500; i++) {
      price = price * 31 + i % 7;
    }
    return price;
  }
}
