package io.tandemprofiler.agent;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.ThreadState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Questions that tests ask a profile. */
final class Profiles {
  private Profiles() {}

  static Optional<Series> series(Profile profile, Measure measure, ThreadState state) {
    return profile.series().stream()
        .filter(series -> series.key().equals(new SeriesKey(measure, state)))
        .findFirst();
  }

  /** Samples of stacks that hold a function of this owner. */
  static long samples(Profile profile, Series series, String owner, String function) {
    long sum = 0;
    for (int i = 0; i < series.size(); i++) {
      for (Frame frame : path(profile, series.node(i))) {
        if (frame.owner().equals(owner) && frame.function().equals(function)) {
          sum += series.samples(i);
          break;
        }
      }
    }
    return sum;
  }

  /** The functions of this owner on stacks seen in this state of wall time. */
  static Set<String> functions(Profile profile, ThreadState state, String owner) {
    Set<String> functions = new HashSet<>();
    series(profile, Measure.WALL_TIME, state)
        .ifPresent(
            series -> {
              for (int i = 0; i < series.size(); i++) {
                path(profile, series.node(i)).stream()
                    .filter(frame -> frame.owner().equals(owner))
                    .forEach(frame -> functions.add(frame.function()));
              }
            });
    return functions;
  }

  /** The longest call path that ends in this function of this owner; outermost frame first. */
  static List<Frame> pathTo(Profile profile, String owner, String function) {
    List<Frame> longest = List.of();
    for (int node = 1; node < profile.nodes(); node++) {
      Frame innermost = profile.frames().get(profile.frameIndex(node));
      if (innermost.owner().equals(owner) && innermost.function().equals(function)) {
        List<Frame> path = path(profile, node);
        longest = path.size() > longest.size() ? path : longest;
      }
    }
    return longest;
  }

  private static List<Frame> path(Profile profile, int node) {
    List<Frame> path = new ArrayList<>();
    for (int n = 1; n <= node; n++) {
      path.subList(path.size() - profile.ascent(n), path.size()).clear();
      path.add(profile.frames().get(profile.frameIndex(n)));
    }
    return path;
  }
}
