/** Reads and writes the formats of other profilers. */
package io.tandemprofiler.collector.exchange;
