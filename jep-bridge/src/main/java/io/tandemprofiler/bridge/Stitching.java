package io.tandemprofiler.bridge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds where a thread's one chain of Python frames is cut by the Java that it called.
 *
 * <p>A cut can only stand before a frame that C called. Of all ways to cut the chain the one that
 * fits best is taken, by the name of what the frame before calls, and by what the entry runs: a
 * shortest path through the table of cuts. A cut that stands elsewhere in another way that is about
 * as good is approximate.
 */
final class Stitching {
  private static final int CALLS_THE_METHOD = 4;
  private static final int MODULE_AS_EXPECTED = 3;
  private static final int NO_MODULE_AS_EXPECTED = -6;
  private static final int UNEXPECTED_MODULE = -4;
  private static final int LOOKS_LIKE_A_CALL_IN_PYTHON = -2;
  private static final int EMPTY_BETWEEN = -7;
  private static final int EMPTY_AT_THE_END = -1;

  /** What is worse by less than this is about as good, where a name says where the cut is. */
  private static final int ABOUT_AS_GOOD = 3;

  /** The same where none says so: then anything may have been called, by whatever name. */
  private static final int ABOUT_AS_GOOD_WITHOUT_A_NAME = 10;

  private static final int IMPOSSIBLE = Integer.MIN_VALUE / 4;

  private final List<JavaStack.Entry> entries;
  private final List<PythonFrame> frames;
  private final int[] places; // where a cut may stand, ascending
  private final boolean entriesKnown;

  private Stitching(List<JavaStack.Entry> entries, List<PythonFrame> frames) {
    this.entries = entries;
    this.frames = frames;
    this.places = places(frames);
    this.entriesKnown = frames.stream().noneMatch(frame -> frame.by == PythonFrame.Called.UNKNOWN);
  }

  /**
   * The part of the chain that each entry runs, outermost first; a part may be empty.
   *
   * @param entries at least one
   */
  static List<Part> parts(List<JavaStack.Entry> entries, List<PythonFrame> frames) {
    return new Stitching(entries, frames).parts();
  }

  /** How many cuts are weighed for that. */
  static long cuts(List<JavaStack.Entry> entries, List<PythonFrame> frames) {
    long places = places(frames).length;
    return entries.size() * places * places;
  }

  /** What one entry runs. */
  static final class Part {
    final List<PythonFrame> frames;
    final boolean endIsApproximate;

    Part(List<PythonFrame> frames, boolean endIsApproximate) {
      this.frames = frames;
      this.endIsApproximate = endIsApproximate;
    }
  }

  private static int[] places(List<PythonFrame> frames) {
    int[] places = new int[frames.size() + 1];
    int size = 0;
    for (int i = 0; i < frames.size(); i++) {
      if (i == 0 || frames.get(i).by != PythonFrame.Called.PYTHON) {
        places[size++] = i;
      }
    }
    places[size++] = frames.size();
    return Arrays.copyOf(places, size);
  }

  private List<Part> parts() {
    int last = entries.size();
    int[][] fromStart = fromStart();
    int[][] fromEnd = fromEnd();
    int best = fromEnd[0][0];
    List<Part> parts = new ArrayList<>();
    int begin = 0;
    for (int k = 1; k <= last; k++) {
      int cut = k == last ? places.length - 1 : bestCut(k, begin, fromEnd);
      parts.add(
          new Part(
              frames.subList(places[begin], places[cut]),
              k < last && isApproximate(k, begin, cut, fromStart[k], fromEnd[k], best)));
      begin = cut;
    }
    return parts;
  }

  private int bestCut(int part, int begin, int[][] fromEnd) {
    int best = begin;
    int bestScore = IMPOSSIBLE;
    for (int cut = begin; cut < places.length; cut++) {
      int score = score(part, begin, cut) + fromEnd[part][cut];
      if (score > bestScore) {
        best = cut;
        bestScore = score;
      }
    }
    return best;
  }

  /** Whether the cut behind a part stands elsewhere in ways that are about as good as the best. */
  private boolean isApproximate(int part, int begin, int cut, int[] before, int[] after, int best) {
    boolean named =
        (begin < cut && callsIt(frames.get(places[cut] - 1), entries.get(part - 1)))
            || (places[cut] < frames.size()
                && entries.get(part).runsAModule
                && frames.get(places[cut]).isModule());
    int worse = named ? ABOUT_AS_GOOD : ABOUT_AS_GOOD_WITHOUT_A_NAME;
    int possible = 0;
    for (int place = 0; place < places.length; place++) {
      if (before[place] + after[place] > best - worse) {
        possible++;
      }
    }
    return possible > 1 || !entriesKnown;
  }

  private static boolean callsIt(PythonFrame caller, JavaStack.Entry entry) {
    return !caller.calls.isEmpty() && caller.calls.equals(entry.calls);
  }

  /** [k][c]: the best score of parts 1 to k that end at place c. */
  private int[][] fromStart() {
    int[][] scores = new int[entries.size()][places.length];
    Arrays.fill(scores[0], IMPOSSIBLE);
    scores[0][0] = 0;
    for (int k = 1; k < entries.size(); k++) {
      for (int end = 0; end < places.length; end++) {
        int best = IMPOSSIBLE;
        for (int begin = 0; begin <= end; begin++) {
          best = Math.max(best, scores[k - 1][begin] + score(k, begin, end));
        }
        scores[k][end] = Math.max(best, IMPOSSIBLE);
      }
    }
    return scores;
  }

  /** [k][c]: the best score of the parts after k, which begin at place c. */
  private int[][] fromEnd() {
    int last = entries.size();
    int[][] scores = new int[last][places.length];
    for (int begin = 0; begin < places.length; begin++) {
      scores[last - 1][begin] = score(last, begin, places.length - 1);
    }
    for (int k = last - 2; k >= 0; k--) {
      for (int begin = 0; begin < places.length; begin++) {
        int best = IMPOSSIBLE;
        for (int end = begin; end < places.length; end++) {
          best = Math.max(best, score(k + 1, begin, end) + scores[k + 1][end]);
        }
        scores[k][begin] = best;
      }
    }
    return scores;
  }

  /** Of a part, counted from 1, that begins at one place and ends at another. */
  private int score(int part, int beginPlace, int endPlace) {
    JavaStack.Entry entry = entries.get(part - 1);
    int begin = places[beginPlace];
    int end = places[endPlace];
    if (begin == end) {
      return entry.calls.isEmpty() ? EMPTY_AT_THE_END : EMPTY_BETWEEN;
    }
    int score = moduleScore(entry, frames.get(begin));
    if (!entry.calls.isEmpty()) {
      PythonFrame caller = frames.get(end - 1);
      if (callsIt(caller, entry)) {
        score += CALLS_THE_METHOD;
      }
      if (end < frames.size() && caller.calls.equals(frames.get(end).name)) {
        score += LOOKS_LIKE_A_CALL_IN_PYTHON;
      }
    }
    return score;
  }

  private static int moduleScore(JavaStack.Entry entry, PythonFrame first) {
    if (entry.runsAModule) {
      return first.isModule() ? MODULE_AS_EXPECTED : NO_MODULE_AS_EXPECTED;
    }
    return first.isModule() ? UNEXPECTED_MODULE : 0;
  }
}
