package io.tandemprofiler.collector.query;

import io.tandemprofiler.model.Frame;

/**
 * What a function is worth over all paths, in the unit of the measure. Immutable.
 *
 * @param self while it was executing
 * @param total while it was anywhere on the stack: once, however often it recurs there
 */
public record FunctionCost(
    Frame frame, double self, double total, long selfSamples, long totalSamples) {}
