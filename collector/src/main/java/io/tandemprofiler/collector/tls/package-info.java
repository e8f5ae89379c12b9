/**
 * Certificates: which the collector shows, whose it trusts, and how a private authority makes them.
 */
package io.tandemprofiler.collector.tls;
