/** Finds what is unusual in series of hours: pure functions that know no store. */
package io.tandemprofiler.collector.analysis.anomaly;
