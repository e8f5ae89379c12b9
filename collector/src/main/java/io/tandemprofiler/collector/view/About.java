package io.tandemprofiler.collector.view;

/**
 * What a collector says of itself. Immutable.
 *
 * @param version of the collector
 * @param onNetwork whether it listens on another address than loopback
 * @param encrypted whether its port speaks https
 * @param knowsClients whether who comes must show a certificate
 * @param authenticated whether who comes must show a token
 */
public record About(
    String version,
    boolean onNetwork,
    boolean encrypted,
    boolean knowsClients,
    boolean authenticated) {}
