/**
 * Takes stacks from the threads of this JVM. Nothing else in the agent touches async-profiler or
 * the JVM's thread dumps.
 */
package io.tandemprofiler.agent.sampler;
