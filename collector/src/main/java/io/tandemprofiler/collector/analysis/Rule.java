package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.collector.store.Finding;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ThreadState;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A recommendation and when to give it: where a pattern takes too large a share of a measure. See
 * {@code rules.md}. Immutable.
 *
 * @param id lower case letters, digits and hyphens
 * @param measure whose values are counted
 * @param states of which alone values are counted; empty for all
 * @param ofStates whose values are the whole of which the share is taken; empty for all
 * @param counters the least that each must be
 */
public record Rule(
    String id,
    Whose runtime,
    Finding.Advice advice,
    Measure measure,
    Set<ThreadState> states,
    Set<ThreadState> ofStates,
    Match match,
    Threshold threshold,
    Map<Counter, Double> counters) {
  public Rule {
    states = Set.copyOf(states);
    ofStates = Set.copyOf(ofStates);
    counters = Map.copyOf(counters);
  }

  /** Whose code a rule is about. */
  public enum Whose {
    JAVA(Optional.of(Language.JAVA)),
    PYTHON(Optional.of(Language.PYTHON)),
    /** Python within a JVM. */
    JEP(Optional.empty()),
    ANY(Optional.empty());

    private final Optional<Language> language;

    Whose(Optional<Language> language) {
      this.language = language;
    }

    /** In which frames are meant where a pattern names none; empty for any. */
    Optional<Language> language() {
      return language;
    }

    /** The name as it stands in rules: lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Which calls are meant. Of several on one path the outermost counts, with all below it.
   *
   * @param frames any of them is the call; never empty
   * @param self whether only the call's own value counts, not that of what it calls
   * @param callers one of them stands somewhere above; empty for whatever
   * @param notCallers none of them stands anywhere above
   * @param callees counted is only from one of them on, somewhere below; empty for all
   * @param notCallees not counted is from one of them on, anywhere below
   * @param ownCodeWithin how many calls of libraries may stand between the call and the nearest
   *     caller of the service's own; negative for any number, or no such caller
   */
  public record Match(
      List<FrameGlob> frames,
      boolean self,
      List<FrameGlob> callers,
      List<FrameGlob> notCallers,
      List<FrameGlob> callees,
      List<FrameGlob> notCallees,
      int ownCodeWithin) {
    public Match {
      frames = List.copyOf(frames);
      callers = List.copyOf(callers);
      notCallers = List.copyOf(notCallers);
      callees = List.copyOf(callees);
      notCallees = List.copyOf(notCallees);
    }
  }

  /**
   * From when on it is worth to tell.
   *
   * @param share of the whole, 0 … 1
   * @param samples that match, so that it is no chance
   */
  public record Threshold(double share, long samples) {}
}
