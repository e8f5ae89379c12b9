package io.tandemprofiler.collector.store;

/**
 * Readings of one quantity over several windows.
 *
 * @param min of the windows' means
 * @param mean of the windows' means, each for as long as its window
 * @param max of the windows' peaks
 * @param last the mean of the last window
 * @param limit of the last window; 0 where there is none or it is not known
 */
public record GaugeSum(long min, double mean, long max, long last, long limit) {}
