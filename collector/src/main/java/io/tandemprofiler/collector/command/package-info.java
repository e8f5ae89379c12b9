/** What people and pipelines ask a running collector from a terminal, by its REST API. */
package io.tandemprofiler.collector.command;
