package io.tandemprofiler.collector.store;

/**
 * What the catalog says of an object in the {@link BlockStore}.
 *
 * @param name in the block store
 * @param resolution of its rows
 * @param startMillis start of the hour or, of a day's, of the day that it is about
 * @param profiles that it holds or sums up
 * @param createdMillis when its newest content was closed
 * @param folded whether a day's object sums up this one, which is an hour's
 */
public record StoredObject(
    String name,
    String tenant,
    String service,
    Resolution resolution,
    long startMillis,
    long bytes,
    long profiles,
    long createdMillis,
    boolean folded) {}
