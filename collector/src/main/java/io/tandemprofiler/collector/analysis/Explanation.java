package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.collector.query.Difference;
import io.tandemprofiler.collector.query.FlameQuestion;
import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.collector.query.FunctionChange;
import io.tandemprofiler.collector.query.Rate;
import io.tandemprofiler.collector.query.Scale;
import io.tandemprofiler.collector.store.Finding.Call;
import io.tandemprofiler.collector.store.Finding.Evidence;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Which functions make the difference between two ranges, each with its path. */
final class Explanation {
  private static final int MOST_FUNCTIONS = 5;
  private static final int MOST_CALLS = 24;
  private static final double LEAST_SHARE = 0.001;
  private static final int MOST_NODES = 20_000;

  private Explanation() {}

  /**
   * The functions whose own value for each second that agents observed changed most for sure, in
   * the direction of the whole, that which changed most first; of each the path that changed most.
   * A share is of the whole change. Empty where no function did.
   *
   * @param above whether the whole grew
   */
  static List<Evidence> of(Side before, Side after, boolean above) {
    Difference difference =
        Difference.of(
            before.tree(),
            after.tree(),
            new Scale.PerSecond(before.rate(), after.rate(), before.tree(), after.tree()),
            LEAST_SHARE,
            MOST_NODES);
    double sign = above ? 1 : -1;
    double whole = sign * (after.perSecond() - before.perSecond());
    double[] changes = changes(difference, before, after);
    List<Evidence> evidence = new ArrayList<>();
    for (FunctionChange change : difference.changes()) {
      boolean isCause =
          sign * change.change() > 0 && change.isSure() && !change.frame().equals(FlameTree.OTHER);
      if (isCause && whole > 0 && evidence.size() < MOST_FUNCTIONS) {
        double share = Math.min(1, sign * change.change() / whole);
        evidence.add(new Evidence(path(difference, changes, change.frame(), sign), share));
      }
    }
    return evidence;
  }

  /** By node: how its own value for each second changed. */
  private static double[] changes(Difference difference, Side before, Side after) {
    double[] changes = new double[difference.before().values().length];
    Arrays.setAll(
        changes,
        node ->
            after.perSecond(difference.after().values()[node])
                - before.perSecond(difference.before().values()[node]));
    return changes;
  }

  private static List<Call> path(
      Difference difference, double[] changes, Frame frame, double sign) {
    int best = 0;
    for (int node = 1; node < changes.length; node++) {
      boolean isOfFrame =
          difference.frames().get(difference.frameIndexes()[node - 1]).equals(frame);
      if (isOfFrame && (best == 0 || sign * changes[node] > sign * changes[best])) {
        best = node;
      }
    }
    int[] callers = callers(difference.ascents());
    Deque<Call> path = new ArrayDeque<>();
    for (int node = best; node > 0 && path.size() < MOST_CALLS; node = callers[node]) {
      path.addFirst(new Call(difference.frames().get(difference.frameIndexes()[node - 1]), 0));
    }
    return path.isEmpty() ? List.of(new Call(frame, 0)) : List.copyOf(path); // summed into <other>
  }

  private static int[] callers(int[] ascents) {
    int[] callers = new int[ascents.length + 1];
    for (int node = 1; node < callers.length; node++) {
      int caller = node - 1;
      for (int up = ascents[node - 1]; up > 0; up--) {
        caller = callers[caller];
      }
      callers[node] = caller;
    }
    return callers;
  }

  /**
   * What a range counted.
   *
   * @param seconds that agents observed
   */
  record Side(FlameTree tree, double seconds) {
    static Side of(ProfileStore store, FlameQuestion question, double seconds) {
      return new Side(FlameTree.find(store, question.whole()), seconds);
    }

    double perSecond() {
      return perSecond(tree.total());
    }

    double perSecond(double value) {
      return seconds > 0 ? value / seconds : 0;
    }

    Rate rate() {
      return new Rate(tree.sources().profiles(), seconds, perSecond(), Double.NaN);
    }
  }
}
