/** What the operator asked for: one table of settings, read from every place they can stand. */
package io.tandemprofiler.agent.config;
