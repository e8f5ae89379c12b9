package io.tandemprofiler.bridge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;

/** The threads that use Jep, and whose turn it is to be looked at. One thread uses it. */
final class JepThreads {
  /** Of one look, which nothing interrupts. */
  private static final int AT_ONCE = 8;

  /** Looks after which a thread that was not in Jep at any of its turns is forgotten. */
  private static final int PATIENCE = 100;

  private final JavaThreads java;
  private final Map<Integer, One> known = new LinkedHashMap<>(); // in the order of their turns

  JepThreads(JavaThreads java) {
    this.java = java;
  }

  /** A thread of Java that was seen in Python. */
  static final class One {
    final long ident;
    final int osId;
    final long javaId;
    boolean inPython;
    private int idle;

    One(long ident, int osId, long javaId) {
      this.ident = ident;
      this.osId = osId;
      this.javaId = javaId;
    }
  }

  /** Those to look at now: first those that were in Python just now, each kind in turns. */
  List<One> next() {
    List<One> chosen = new ArrayList<>();
    for (boolean inPython : new boolean[] {true, false}) {
      for (One one : known.values()) {
        if (one.inPython == inPython && chosen.size() < AT_ONCE) {
          chosen.add(one);
        }
      }
    }
    for (One one : chosen) { // they go to the end
      known.remove(one.osId);
      known.put(one.osId, one);
    }
    return chosen;
  }

  /**
   * Learns who is in Python now.
   *
   * @param osIds by Python's number
   */
  void learn(Map<Long, Integer> osIds, Look look) throws JMException {
    for (One one : look.threads()) {
      one.idle = look.wasInJep(one) ? 0 : one.idle + 1;
    }
    for (One one : look.ended()) {
      known.remove(one.osId);
      java.forget(one.osId);
    }
    known.values().removeIf(one -> one.idle > PATIENCE && !osIds.containsValue(one.osId));
    known.values().forEach(one -> one.inPython = false);
    for (Map.Entry<Long, Integer> each : osIds.entrySet()) {
      learn(each.getKey(), each.getValue());
    }
    java.retain(osIds.values());
  }

  private void learn(long ident, int osId) throws JMException {
    One one = known.get(osId);
    if (one == null || one.ident != ident) {
      long javaId = java.javaId(osId);
      if (javaId == 0 || javaId == Thread.currentThread().getId()) {
        return; // Python's own, or this one
      }
      one = new One(ident, osId, javaId);
      known.put(osId, one);
    }
    one.inPython = true;
  }
}
