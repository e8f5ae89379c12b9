/** Brings profiles to the collector, and the collector's wishes back. Nothing else touches gRPC. */
package io.tandemprofiler.agent.upload;
