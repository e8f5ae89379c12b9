package io.tandemprofiler.bridge;

import io.tandemprofiler.agent.sampler.DiagnosticCommand;
import java.lang.instrument.Instrumentation;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;

/**
 * Tells which of Java's threads has a number of the system's. One thread uses it.
 *
 * <p>The JVM says it where it prints its threads, and nowhere else; so it is asked when a number is
 * new, once a second at most, and so seldom that it takes less than a fiftieth of the time: it
 * stops the application meanwhile. Never where that could kill the JVM.
 */
final class JavaThreads {
  private static final long ASK_NANOS = 1_000_000_000L;
  private static final int REST_PER_ASKING = 50;
  private static final int REFUSALS = 3; // one that just begins is taken for another's, too

  /**
   * What stands behind a thread's name, which may hold anything and hence ends at the last quote.
   */
  private static final Pattern THREAD =
      Pattern.compile("^.*\" #(\\d+) .*\\bnid=(0x[0-9a-f]+|\\d+) ", Pattern.MULTILINE);

  private final DiagnosticCommand jvm;
  private final Consumer<String> log;
  private Map<Integer, Long> javaIds = new HashMap<>();
  private long askNextNanos = System.nanoTime();
  private int refusals; // one after the other

  /**
   * @param instrumentation {@code null} where the JVM gave none
   */
  JavaThreads(Instrumentation instrumentation, Consumer<String> log) {
    this.log = log;
    jvm = DiagnosticCommand.open(instrumentation);
  }

  /**
   * {@link Thread#getId} of the thread with this number; 0 where it is none of Java's, or is not
   * known yet.
   */
  long javaId(int osId) throws JMException {
    Long known = javaIds.get(osId);
    long began = System.nanoTime();
    if (known == null && began - askNextNanos >= 0) {
      if (ThreadsHere.areMadeByOthers()) {
        askNextNanos = began + ASK_NANOS;
        refuse();
        return 0;
      }
      refusals = 0;
      Map<Integer, Long> before = javaIds;
      javaIds = read(jvm.threads());
      before.forEach(this::keep);
      long now = System.nanoTime();
      askNextNanos = now + Math.max(ASK_NANOS, (now - began) * REST_PER_ASKING);
      known = javaIds.putIfAbsent(osId, 0L);
    }
    return known == null ? 0 : known;
  }

  /** What was none of Java's is still none, and not asked for again. */
  private void keep(int osId, long javaId) {
    if (javaId == 0) {
      javaIds.putIfAbsent(osId, 0L);
    }
  }

  private void refuse() {
    if (++refusals == REFUSALS) {
      log.accept(
          "threads that come to Python stay <python>: others that are not Java's have called Java,"
              + " and where one of them has ended the JVM cannot be asked for its threads");
    }
  }

  /** Forgets the number of a thread that has ended: the system may give it to another. */
  void forget(int osId) {
    javaIds.remove(osId);
  }

  /** Forgets threads that are none of Java's, but for these. */
  void retain(Collection<Integer> osIds) {
    javaIds.entrySet().removeIf(each -> each.getValue() == 0 && !osIds.contains(each.getKey()));
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
