/** The Java agent: joins settings, sampler and uploader, and does nothing else. */
package io.tandemprofiler.agent;
