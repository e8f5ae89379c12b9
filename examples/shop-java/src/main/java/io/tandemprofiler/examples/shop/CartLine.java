package io.tandemprofiler.examples.shop;

/** So many of one product. */
record CartLine(Product product, int quantity) {
  CartLine {
    if (quantity < 1) throw new BadRequest("quantity of product " + product.id() + ": " + quantity);
  }

  long amountCents() {
    return product.priceCents() * quantity;
  }
}
