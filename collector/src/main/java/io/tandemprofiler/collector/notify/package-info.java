/** Tells people of findings: by webhook. */
package io.tandemprofiler.collector.notify;
