/** Shows: the REST API, the web page, and what guards both. */
package io.tandemprofiler.collector.view;
