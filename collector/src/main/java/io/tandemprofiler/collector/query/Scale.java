package io.tandemprofiler.collector.query;

/** By which two selections are made comparable. Immutable. */
public sealed interface Scale {
  /** Of the normal distribution: 95 % lie within so many standard deviations. */
  double NORMAL_95 = 1.959964;

  /** A function on both sides; the interval follows from the counts of samples alone. */
  FunctionChange change(FunctionCost before, FunctionCost after);

  /**
   * Normalised: shares of each side's total. The interval is the one for the difference of two
   * proportions by Agresti and Caffo (The American Statistician 54, 2000).
   */
  record Shares(FlameTree before, FlameTree after) implements Scale {
    @Override
    public FunctionChange change(FunctionCost from, FunctionCost to) {
      double first = proportion(from, before);
      double second = proportion(to, after);
      double error = NORMAL_95 * Math.sqrt(variance(first, before) + variance(second, after));
      return new FunctionChange(
          from.frame(),
          share(from, before),
          share(to, after),
          from.selfSamples(),
          to.selfSamples(),
          second - first - error,
          second - first + error);
    }

    private static double share(FunctionCost cost, FlameTree tree) {
      return tree.total() > 0 ? cost.self() / tree.total() : 0;
    }

    private static double proportion(FunctionCost cost, FlameTree tree) {
      return (cost.selfSamples() + 1.0) / (tree.samples() + 2.0);
    }

    private static double variance(double proportion, FlameTree tree) {
      return proportion * (1 - proportion) / (tree.samples() + 2.0);
    }
  }

  /**
   * Absolute: values for each second that an agent observed. Counts of samples are taken to be
   * Poisson's.
   */
  record PerSecond(Rate before, Rate after, FlameTree treeBefore, FlameTree treeAfter)
      implements Scale {
    @Override
    public FunctionChange change(FunctionCost from, FunctionCost to) {
      double first = perSecond(from, before);
      double second = perSecond(to, after);
      double error =
          NORMAL_95 * Math.hypot(error(from, before, treeBefore), error(to, after, treeAfter));
      return new FunctionChange(
          from.frame(),
          first,
          second,
          from.selfSamples(),
          to.selfSamples(),
          second - first - error,
          second - first + error);
    }

    private static double perSecond(FunctionCost cost, Rate rate) {
      return rate.seconds() > 0 ? cost.self() / rate.seconds() : 0;
    }

    /** Of no sample the error is that of one, worth what a sample of the tree is on average. */
    private static double error(FunctionCost cost, Rate rate, FlameTree tree) {
      if (rate.seconds() == 0 || tree.samples() == 0) {
        return 0;
      }
      double samples = cost.selfSamples();
      return samples == 0
          ? tree.total() / (double) tree.samples() / rate.seconds()
          : cost.self() / Math.sqrt(samples) / rate.seconds();
    }
  }
}
