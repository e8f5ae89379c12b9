/** What profiles advise: rules judged on call trees, and when that is done. */
package io.tandemprofiler.collector.analysis;
