package io.tandemprofiler.collector.query;

import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Resolution;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import java.util.List;

/**
 * Profiles summed up: one call tree, in the order and numbering of {@link
 * io.tandemprofiler.model.Profile}. Immutable.
 *
 * <p>Where paths were worth too little to be told apart, their caller has a child {@link #OTHER}
 * whose self value is their sum: nothing is lost but the names.
 *
 * @param sources what was summed up
 * @param samples of all nodes; as all counts of samples at most {@link Long#MAX_VALUE}
 * @param total of all nodes, in the unit of the measure
 * @param estimated why values are estimates, ascending; empty where all are measured
 * @param frames in order of first use in the tree
 * @param ascents one for each node but the root
 * @param frameIndexes one for each node but the root, into {@code frames}
 * @param selfValues one for each node, the root first, in the unit of the measure
 * @param selfSamples one for each node, the root first
 * @param prunedNodes how many nodes the children {@link #OTHER} stand for
 * @param prunedValue what those are worth together
 */
@SuppressWarnings("ArrayRecordComponent") // a value of many columns, never compared
public record FlameTree(
    Sources sources,
    long samples,
    double total,
    List<EstimateReason> estimated,
    List<Frame> frames,
    int[] ascents,
    int[] frameIndexes,
    double[] selfValues,
    long[] selfSamples,
    int prunedNodes,
    double prunedValue) {

  /** Stands for several paths; SPEC.md R13 reserves the name. */
  public static final Frame OTHER = new Frame(Language.UNSPECIFIED, "", "<other>");

  /** Sums up the selected profiles. Costs one pass over what each counted, no recursion. */
  public static FlameTree find(ProfileStore store, FlameQuestion question) {
    FlameSum sum = new FlameSum(question.measure(), question.states());
    store.scan(question.profiles(), Resolution.DAY, sum::add);
    return sum.toTree(question.minShare(), question.maxNodes());
  }

  /**
   * What was summed up; all zero where there was nothing.
   *
   * @param firstMillis start of the first window
   * @param lastMillis end of the last window
   */
  public record Sources(long profiles, long instances, long firstMillis, long lastMillis) {}
}
