/** Keeps profiles and finds them again. What one acknowledged is there after any crash. */
package io.tandemprofiler.collector.store;
