package io.tandemprofiler.collector.store;

/**
 * Rows of one service and hour that one writer appended, against a dictionary of their own.
 *
 * @param hourMillis start of the hour in which the rows' profiles begin
 * @param name unlike that of any other segment
 */
public record Segment(String tenant, String service, long hourMillis, String name) {}
