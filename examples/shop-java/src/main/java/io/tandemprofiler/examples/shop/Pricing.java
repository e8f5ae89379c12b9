package io.tandemprofiler.examples.shop;

/** How carts are priced. Safe for use by many threads. */
interface Pricing {
  /** In Java, and measured. */
  static Pricing inJava(Truth truth) {
    return cart -> {
      long started = truth.pricing.start();
      try {
        return cart.total();
      } finally {
        truth.pricing.stop(started);
      }
    };
  }

  Price price(Cart cart);
}
