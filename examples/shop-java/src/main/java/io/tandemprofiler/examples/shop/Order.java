package io.tandemprofiler.examples.shop;

import java.util.List;

/** A cart as a customer sends it: {@code {"lines":[{"product":12,"quantity":3}]}}. */
record Order(List<Line> lines) {
  record Line(int product, int quantity) {}

  Order {
    if (lines == null) throw new BadRequest("a cart without lines");
  }
}
