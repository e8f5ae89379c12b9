package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.collector.query.TreeTotals;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds where the patterns of up to 64 rules match a call tree, all in one walk: a rule is a bit,
 * and what is known of a path is a few words. Patterns are compared with each function once, not
 * with each node. Not thread-safe.
 */
final class PatternWalk {
  /** Rules at once. */
  static final int MOST = Long.SIZE;

  private static final int FAR = 1 << 20; // more calls than any path has

  private final FlameTree tree;
  private final TreeTotals totals;
  private final List<Rule> rules;
  private final FrameWords[] words; // by frame
  private long needCallers;
  private long needCallees;
  private long self;

  // By node, of the path down to it:
  private final long[] callers; // a caller that is asked for was seen
  private final long[] banned; // a caller that must not be was seen
  private final long[] matched; // the call was seen
  private final long[] counted; // values count
  private final long[] dead; // values count no more
  private final int[] own; // the nearest node of own code; 0 where there is none
  private final int[] calls; // of libraries since then

  private final List<Hit> hits = new ArrayList<>();
  private final Map<Long, Hit> hitsByNode = new HashMap<>();

  private PatternWalk(FlameTree tree, TreeTotals totals, List<Rule> rules) {
    this.tree = tree;
    this.totals = totals;
    this.rules = rules;
    this.words = tree.frames().stream().map(this::words).toArray(FrameWords[]::new);
    int nodes = totals.nodes();
    callers = new long[nodes];
    banned = new long[nodes];
    matched = new long[nodes];
    counted = new long[nodes];
    dead = new long[nodes];
    own = new int[nodes];
    calls = new int[nodes];
    for (int i = 0; i < rules.size(); i++) {
      Rule.Match match = rules.get(i).match();
      needCallers |= bit(i, !match.callers().isEmpty());
      needCallees |= bit(i, !match.callees().isEmpty());
      self |= bit(i, match.self());
    }
  }

  /**
   * Every place where a rule matches, none inside of another of the same rule.
   *
   * @param totals of the tree
   * @param rules at most {@link #MOST}
   */
  static List<Hit> over(FlameTree tree, TreeTotals totals, List<Rule> rules) {
    PatternWalk walk = new PatternWalk(tree, totals, rules);
    walk.calls[0] = FAR;
    for (int node = 1; node < totals.nodes(); node++) {
      walk.visit(node, totals.caller(node), walk.words[tree.frameIndexes()[node - 1]]);
    }
    return walk.hits;
  }

  private void visit(int node, int caller, FrameWords frame) {
    own[node] = frame.isOwn ? node : own[caller];
    calls[node] = frame.isOwn ? 0 : calls[caller] + 1;
    callers[node] = callers[caller] | frame.callers;
    banned[node] = banned[caller] | frame.notCallers;

    long possible = (callers[caller] | ~needCallers) & ~banned[caller] & ~matched[caller];
    long calling = frame.frames & possible;
    if (calling != 0) {
      calling = nearEnough(calling, frame.isOwn ? 0 : calls[caller]);
    }
    long within = matched[caller];
    matched[node] = within | (calling & ~self);
    dead[node] = dead[caller] | (within & frame.notCallees);
    long beginning = calling | (within & needCallees & frame.callees & ~counted[caller]);
    beginning &= ~(needCallees & calling) & ~dead[node];
    counted[node] = counted[caller] | (beginning & ~self);

    each(beginning, rule -> begin(rule, node));
    each(counted[caller] & dead[node] & ~dead[caller], rule -> end(rule, node));
  }

  /** Of calls those with own code as near as their rules want it. */
  private long nearEnough(long calling, int distance) {
    long near = calling;
    for (long rest = calling; rest != 0; rest &= rest - 1) {
      int rule = Long.numberOfTrailingZeros(rest);
      int most = rules.get(rule).match().ownCodeWithin();
      if (most >= 0 && distance > most) {
        near &= ~(1L << rule);
      }
    }
    return near;
  }

  private void begin(int rule, int node) {
    boolean isSelf = (self & 1L << rule) != 0;
    double value = isSelf ? tree.selfValues()[node] : totals.value(node);
    long samples = isSelf ? tree.selfSamples()[node] : totals.samples(node);
    if (samples > 0) {
      int call = isSelf ? node : first(matched, rule, node);
      Hit hit = new Hit(rules.get(rule), node, own[call], value, samples);
      hits.add(hit);
      if (!rules.get(rule).match().notCallees().isEmpty()) {
        hitsByNode.put(key(rule, node), hit);
      }
    }
  }

  private void end(int rule, int node) {
    Hit hit = hitsByNode.get(key(rule, first(counted, rule, totals.caller(node))));
    if (hit != null) {
      hit.leaveOut(totals.value(node), totals.samples(node));
    }
  }

  /** The outermost node on the path to a node from which on a rule's bit is set. */
  private int first(long[] column, int rule, int node) {
    int first = node;
    while ((column[totals.caller(first)] & 1L << rule) != 0) {
      first = totals.caller(first);
    }
    return first;
  }

  private static long key(int rule, int node) {
    return (long) node * MOST + rule;
  }

  private static void each(long bits, Visit visit) {
    for (long rest = bits; rest != 0; rest &= rest - 1) {
      visit.rule(Long.numberOfTrailingZeros(rest));
    }
  }

  private FrameWords words(Frame frame) {
    FrameWords found = new FrameWords();
    String name = FrameGlob.name(frame);
    for (int i = 0; i < rules.size(); i++) {
      Rule.Match match = rules.get(i).match();
      found.frames |= bit(i, any(match.frames(), frame.language(), name));
      found.callers |= bit(i, any(match.callers(), frame.language(), name));
      found.notCallers |= bit(i, any(match.notCallers(), frame.language(), name));
      found.callees |= bit(i, any(match.callees(), frame.language(), name));
      found.notCallees |= bit(i, any(match.notCallees(), frame.language(), name));
    }
    found.isOwn = OwnCode.owns(frame);
    return found;
  }

  private static boolean any(List<FrameGlob> globs, Language language, String name) {
    for (FrameGlob glob : globs) {
      if (glob.matches(language, name)) {
        return true;
      }
    }
    return false;
  }

  private static long bit(int rule, boolean set) {
    return set ? 1L << rule : 0;
  }

  /** What a function is to each rule. */
  private static final class FrameWords {
    private long frames;
    private long callers;
    private long notCallers;
    private long callees;
    private long notCallees;
    private boolean isOwn;
  }

  /** What is done for each bit. */
  private interface Visit {
    void rule(int rule);
  }
}
