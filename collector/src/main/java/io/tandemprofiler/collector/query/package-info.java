/** Questions about profiles: pure functions over the store. */
package io.tandemprofiler.collector.query;
