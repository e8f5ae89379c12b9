package io.tandemprofiler.bridge;

import io.tandemprofiler.agent.sampler.DiagnosticCommand;
import java.lang.instrument.Instrumentation;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;

/**
 * Tells which of Java's threads has a number of the system's. One thread uses it.
 *
 * <p>The JVM says it where it prints its threads, and nowhere else; so it is asked when a number is
 * new, once a second at most.
 */
final class JavaThreads {
  private static final long ASK_NANOS = 1_000_000_000L;

  /**
   * What stands behind a thread's name, which may hold anything and hence ends at the last quote.
   */
  private static final Pattern THREAD =
      Pattern.compile("^.*\" #(\\d+) .*\\bnid=(0x[0-9a-f]+|\\d+) ", Pattern.MULTILINE);

  private final DiagnosticCommand jvm;
  private Map<Integer, Long> javaIds = new HashMap<>();
  private long askedNanos = System.nanoTime() - ASK_NANOS;

  /**
   * @param instrumentation {@code null} where the JVM gave none
   */
  JavaThreads(Instrumentation instrumentation) {
    jvm = DiagnosticCommand.open(instrumentation);
  }

  /**
   * {@link Thread#getId} of the thread with this number; 0 where it is none of Java's, or is not
   * known yet.
   */
  long javaId(int osId) throws JMException {
    Long known = javaIds.get(osId);
    if (known == null && System.nanoTime() - askedNanos >= ASK_NANOS) {
      javaIds = read(jvm.threads());
      askedNanos = System.nanoTime();
      known = javaIds.putIfAbsent(osId, 0L);
    }
    return known == null ? 0 : known;
  }

  /** Forgets numbers but these: the system may give them to other threads. */
  void retain(Collection<Integer> osIds) {
    javaIds.keySet().retainAll(osIds);
  }

  /** Numbers that are there twice, as where a name pretends to be a thread, are left out. */
  static Map<Integer, Long> read(String printed) {
    Map<Integer, Long> javaIds = new HashMap<>();
    Matcher matcher = THREAD.matcher(printed);
    while (matcher.find()) {
      long javaId = Long.parseLong(matcher.group(1));
      Long before = javaIds.put(Long.decode(matcher.group(2)).intValue(), javaId);
      if (before != null) {
        javaIds.put(Long.decode(matcher.group(2)).intValue(), 0L);
      }
    }
    return javaIds;
  }
}
