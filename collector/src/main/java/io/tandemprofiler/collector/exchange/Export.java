package io.tandemprofiler.collector.exchange;

import io.tandemprofiler.collector.query.FlameTree;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;

/** What the formats for call paths have in common. */
final class Export {
  private Export() {}

  /**
   * Gives each node that is worth something by itself, with the frames from the outermost to its
   * own, to the visitor. The list is used again; it is empty for the root.
   */
  static void visitStacks(FlameTree tree, ObjIntConsumer<List<Integer>> visitor) {
    List<Integer> path = new ArrayList<>();
    for (int node = 0; node < tree.selfValues().length; node++) {
      if (node > 0) {
        path.subList(path.size() - tree.ascents()[node - 1], path.size()).clear();
        path.add(tree.frameIndexes()[node - 1]);
      }
      if (tree.selfSamples()[node] > 0) {
        visitor.accept(path, node);
      }
    }
  }

  /** As people write it: {@code com.acme.Cart.total}, {@code libc.so.6!read}. */
  static String name(Frame frame) {
    if (frame.owner().isEmpty()) {
      return frame.function();
    }
    String separator = frame.language() == Language.NATIVE ? "!" : ".";
    return frame.owner() + separator + frame.function();
  }

  /**
   * Whole numbers in the place of values, so that their sum is the rounded sum: what rounding left
   * over is carried to the next.
   */
  static long[] rounded(double[] values) {
    long[] rounded = new long[values.length];
    double exact = 0;
    long given = 0;
    for (int i = 0; i < values.length; i++) {
      exact += values[i];
      rounded[i] = Math.round(exact) - given;
      given += rounded[i];
    }
    return rounded;
  }

  /** What pprof calls a measure. */
  static String pprofType(Measure measure) {
    return switch (measure) {
      case CPU_TIME -> "cpu";
      case WALL_TIME -> "wall";
      case LOCK_TIME -> "delay";
      case ALLOCATED_BYTES -> "alloc_space";
      case SAMPLES, UNSPECIFIED -> "samples";
    };
  }
}
