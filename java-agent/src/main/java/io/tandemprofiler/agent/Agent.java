package io.tandemprofiler.agent;

import java.lang.instrument.Instrumentation;
import java.util.Map;

/** Where the JVM enters the agent. */
public final class Agent {
  private Agent() {}

  /** Called before the application's {@code main}; never fails it. */
  public static void premain(String argument, Instrumentation instrumentation) {
    start(argument, instrumentation, false);
  }

  /** Called when the agent is loaded into a running JVM; never fails it. */
  public static void agentmain(String argument, Instrumentation instrumentation) {
    start(argument, instrumentation, true);
  }

  private static void start(String argument, Instrumentation instrumentation, boolean late) {
    try {
      Tandem unused = Tandem.start(Map.of(), argument, instrumentation, late);
    } catch (Throwable e) {
      say("profiling cannot start: " + e.getClass().getName());
    }
  }

  private static void say(String line) {
    try {
      new StandardError().accept(line);
    } catch (Throwable e) {
      // no memory even for a line: the JVM would end where it got this
    }
  }
}
