/** Python inside the JVM, by Jep: its frames between those of the Java that called them. */
package io.tandemprofiler.bridge;
