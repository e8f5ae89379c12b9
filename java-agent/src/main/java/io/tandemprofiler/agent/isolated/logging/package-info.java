/**
 * What the isolated libraries log to instead of {@code java.util.logging}: nowhere.
 *
 * <p>Whoever first touches the JDK's logging decides how it is set up for the whole JVM, and its
 * default handler prints; both are the application's to do. The shaded jar therefore points every
 * use of {@code java.util.logging} here. The types have just the members that the libraries use; a
 * test finds a missing one.
 */
package io.tandemprofiler.agent.isolated.logging;
