package io.tandemprofiler.agent.sampler;

/**
 * Samples wall time with the JVM's own thread dumps. Works in every JVM, and sees stacks only where
 * the JVM can stop.
 */
final class ThreadDumpSampler implements Sampler {
  private final OwnThreads own;
  private BoundedTree tree;
  private ThreadDumps dumps;
  private StackDivision divided;

  ThreadDumpSampler(OwnThreads own) {
    this.own = own;
  }

  @Override
  public io.tandemprofiler.model.Sampler kind() {
    return io.tandemprofiler.model.Sampler.THREAD_DUMP;
  }

  @Override
  public void start(SamplingRates rates, StackDivision division) {
    if (dumps != null) {
      throw new IllegalStateException("a window is open");
    }
    tree = new BoundedTree(rates.maxDepth());
    dumps = ThreadDumps.start(own, rates, tree, division);
    divided = division;
  }

  @Override
  public SampledWindow stop() {
    if (dumps == null) {
      throw new IllegalStateException("no window is open");
    }
    ThreadDumps ended = dumps;
    dumps = null;
    ended.end();
    DividedStacks stacks = new DividedStacks(tree);
    divided.forEach(stacks);
    return new SampledWindow(
        tree.tree(),
        stacks.mark(ended.totals(stacks.samples())),
        ended.samples(),
        ended.stallNanos() / 1000);
  }

  @Override
  public void close() {
    if (dumps != null) {
      dumps.end();
      dumps = null;
    }
  }
}
