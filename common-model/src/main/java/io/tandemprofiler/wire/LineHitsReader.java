package io.tandemprofiler.wire;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.LineHits;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Series;
import java.math.BigInteger;
import java.util.List;

/** Reads the lines of one measure, and refuses what breaks R23 and R24. */
final class LineHitsReader {
  private LineHitsReader() {}

  static LineHits read(
      MessageReader in, List<Frame> frames, List<Series> series, List<LineHits> before)
      throws RefusedException {
    Measure measure = Measure.UNSPECIFIED;
    int[] hitFrames = {};
    int[] lines = {};
    long[] self = {};
    long[] total = {};
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1:
          measure = Enums.known(in.index(), Measure::of, "Measure");
          break;
        case 2:
          hitFrames = in.indexes();
          break;
        case 3:
          lines = in.indexes();
          break;
        case 4:
          self = in.numbers();
          break;
        case 5:
          total = in.numbers();
          break;
        default:
          throw in.unknownField();
      }
    }
    requireMeasure(measure, before);
    requireColumns(measure, hitFrames, lines, self, total);
    toFrames(measure, hitFrames, lines, frames.size());
    requireCounts(measure, self, total, samples(measure, series));
    return new LineHits(measure, hitFrames, lines, self, total);
  }

  private static void requireMeasure(Measure measure, List<LineHits> before)
      throws RefusedException {
    Measure last = before.isEmpty() ? Measure.UNSPECIFIED : before.get(before.size() - 1).measure();
    if (measure.compareTo(last) <= 0) {
      throw RefusedException.of("R23", "lines of " + measure + " after those of " + last);
    }
  }

  private static void requireColumns(
      Measure measure, int[] frames, int[] lines, long[] self, long[] total)
      throws RefusedException {
    int size = frames.length;
    if (size == 0 || lines.length != size || self.length != size || total.length != size) {
      throw RefusedException.of(
          "R23",
          String.format(
              "%s: %d frames, %d lines, %d self, %d total",
              measure, size, lines.length, self.length, total.length));
    }
  }

  /** Turns deltas into frame indexes, in place. */
  private static void toFrames(Measure measure, int[] deltas, int[] lines, int frames)
      throws RefusedException {
    long frame = 0;
    for (int i = 0; i < deltas.length; i++) {
      boolean sameFrame = i > 0 && deltas[i] == 0;
      if (lines[i] == 0 || (sameFrame && lines[i] <= lines[i - 1])) {
        throw RefusedException.of("R24", measure + ": entry " + i + " has line " + lines[i]);
      }
      frame += deltas[i];
      if (frame >= frames) {
        throw RefusedException.of("R24", measure + ": frame " + frame + " of " + frames);
      }
      deltas[i] = (int) frame;
    }
  }

  private static void requireCounts(Measure measure, long[] self, long[] total, BigInteger samples)
      throws RefusedException {
    for (int i = 0; i < total.length; i++) {
      if (total[i] == 0 || self[i] > total[i]) {
        throw RefusedException.of(
            "R24", measure + ": entry " + i + " has " + self[i] + " self of " + total[i]);
      }
      if (BigInteger.valueOf(total[i]).compareTo(samples) > 0) {
        throw RefusedException.of("R24", measure + ": entry " + i + " has more than all samples");
      }
    }
  }

  /** Of all states together: each fits a long, their sum may not. */
  private static BigInteger samples(Measure measure, List<Series> series) throws RefusedException {
    BigInteger samples = BigInteger.ZERO;
    for (Series one : series) {
      if (one.key().measure() == measure) {
        samples = samples.add(BigInteger.valueOf(one.totalSamples()));
      }
    }
    if (samples.signum() == 0) {
      throw RefusedException.of("R23", "lines of " + measure + " without a series");
    }
    return samples;
  }
}
