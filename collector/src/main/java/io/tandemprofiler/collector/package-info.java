/** The collector as a program: joins its parts and does nothing else. */
package io.tandemprofiler.collector;
