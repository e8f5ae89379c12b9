package io.tandemprofiler.examples.shop;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How big the shop is. The load cuts its carts and pages to it. */
record Size(
    int products,
    @JsonProperty("largest_cart") int largestCart,
    @JsonProperty("largest_page") int largestPage) {
  Size {
    if (products < 1 || largestCart < 1 || largestPage < 1) {
      throw new IllegalArgumentException(
          "all of products, cart and page must be positive: "
              + products
              + ", "
              + largestCart
              + ", "
              + largestPage);
    }
  }
}
