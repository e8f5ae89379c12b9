package io.tandemprofiler.examples.shop;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a cart costs after offers, and what these took off. */
record Price(
    int lines,
    @JsonProperty("total_cents") long totalCents,
    @JsonProperty("saved_cents") long savedCents) {}
