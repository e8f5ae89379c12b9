/** Who comes in, and what it may do there. */
package io.tandemprofiler.collector.access;
