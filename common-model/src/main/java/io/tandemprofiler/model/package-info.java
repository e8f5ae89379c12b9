/** What a profile is: values, and the tree they are counted in. Needs nothing but the language. */
package io.tandemprofiler.model;
