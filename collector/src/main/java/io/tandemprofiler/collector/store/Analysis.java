package io.tandemprofiler.collector.store;

/**
 * That a service was analysed, whatever was found. Immutable.
 *
 * @param kind of findings that were looked for
 * @param fromMillis start of the range
 * @param toMillis its end, excluded
 * @param samples that were looked at, of all measures
 * @param checks how many rules, or numbers over time, were judged
 */
public record Analysis(
    String service, Finding.Kind kind, long fromMillis, long toMillis, long samples, int checks) {}
