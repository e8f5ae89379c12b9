/** Takes what agents send, checks it, and acknowledges it once it is durable. */
package io.tandemprofiler.collector.ingest;
