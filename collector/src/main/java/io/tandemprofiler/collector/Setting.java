package io.tandemprofiler.collector;

/**
 * An option of {@code serve} that was not given on the command line. Immutable.
 *
 * @param name without the hyphens before it
 * @param value as it is written
 * @param origin where it stands: a file and its line, or a variable of the environment
 */
record Setting(String name, String value, String origin) {}
