package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Producer;

/**
 * One profile as a writer appended it.
 *
 * @param profileId 16 bytes
 * @param rememberedMillis until when the id is remembered
 * @param series which kinds it counts, as {@link SeriesSet} packs them
 * @param body opaque to the store of the rows
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HotRow(
    byte[] profileId,
    long startMillis,
    long durationMillis,
    long rememberedMillis,
    Producer producer,
    long series,
    byte[] body) {}
