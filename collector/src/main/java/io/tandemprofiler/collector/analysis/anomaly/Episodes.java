package io.tandemprofiler.collector.analysis.anomaly;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Puts unusual hours of one series together to episodes. One hour far off is enough, else four of
 * five must be off to the same side: a chance seldom strikes so.
 */
final class Episodes {
  private static final double FAR = 7;
  private static final double OFF = 3.5;
  private static final double BEYOND = 1.5; // so much further than ever by chance
  private static final int OF = 5;
  private static final int ENOUGH = 4;
  private static final int JOINED = 24; // hours between that do not end an episode

  private final Expectation expectation;
  private final IntPredicate odd;
  private final double far;
  private final double off;

  /**
   * @param odd further says of an hour whether it is unusual at all
   */
  Episodes(Expectation expectation, IntPredicate odd) {
    this.expectation = expectation;
    this.odd = odd;
    double usual = expectation.usualExtreme();
    this.far = Math.max(FAR, BEYOND * usual);
    this.off = Math.max(OFF, usual);
  }

  /** Those of the hours {@code [from, to)}, by time; hours that are not known count as none. */
  List<Episode> find(int from, int to) {
    List<Episode> episodes = new ArrayList<>();
    episodes.addAll(find(from, to, 1));
    episodes.addAll(find(from, to, -1));
    episodes.sort((a, b) -> Integer.compare(a.first(), b.first()));
    return episodes;
  }

  private List<Episode> find(int from, int to, int side) {
    List<Episode> episodes = new ArrayList<>();
    List<Integer> recent = new ArrayList<>(); // hours that are off, of the last few that are known
    int known = 0;
    List<Integer> knownAt = new ArrayList<>();
    Episode open = null;
    for (int hour = from; hour < to; hour++) {
      double deviation = side * expectation.deviation(hour);
      if (Double.isNaN(deviation)) {
        continue;
      }
      knownAt.add(hour);
      known++;
      int oldest = knownAt.get(Math.max(0, known - OF));
      recent.removeIf(at -> at < oldest);
      boolean isOff = deviation >= off && expectation.matters(hour) && odd.test(hour);
      if (!isOff) {
        continue;
      }
      recent.add(hour);
      if (deviation >= far || recent.size() >= ENOUGH) {
        int first = deviation >= far ? hour : recent.get(0);
        boolean joins = open != null && first - open.last() <= JOINED;
        if (open != null && !joins) {
          episodes.add(open);
        }
        open = new Episode(joins ? open.first() : first, hour);
      }
    }
    if (open != null) {
      episodes.add(open);
    }
    return episodes;
  }

  /** Hours {@code first … last}, both included. Not all of them need be unusual. */
  record Episode(int first, int last) {}
}
