package io.tandemprofiler.examples.shop;

import java.sql.SQLException;
import java.util.List;

/** What the shop does for its customers, each hot spot measured. Safe for use by many threads. */
final class Shop implements AutoCloseable {
  private final List<Product> products;
  private final Catalogue catalogue;
  private final Pricing pricing;
  private final Truth truth;

  Shop(List<Product> products, Catalogue catalogue, Pricing pricing, Truth truth) {
    this.products = products;
    this.catalogue = catalogue;
    this.pricing = pricing;
    this.truth = truth;
  }

  Price price(Order order) {
    return pricing.price(new Cart(order.lines().stream().map(this::cartLine).toList()));
  }

  Catalogue.Found search(String words, long ceilingCents) throws SQLException {
    long started = truth.search.start();
    try {
      return catalogue.search(words, ceilingCents);
    } finally {
      truth.search.stop(started);
    }
  }

  /** Products {@code first} and up to {@code count} - 1 after it, as compressed HTML. */
  byte[] page(int first, int count) {
    if (first < 0 || first >= products.size()) throw new BadRequest("first: no product " + first);
    if (count < 1) throw new BadRequest("count: " + count);
    int end = (int) Math.min(products.size(), (long) first + count);
    String html = Page.render(products.subList(first, end));
    long started = truth.compression.start();
    try {
      return Page.compressed(html);
    } finally {
      truth.compression.stop(started);
    }
  }

  private CartLine cartLine(Order.Line line) {
    if (line.product() < 0 || line.product() >= products.size()) {
      throw new BadRequest("lines: no product " + line.product());
    }
    return new CartLine(products.get(line.product()), line.quantity());
  }

  @Override
  public void close() throws SQLException {
    catalogue.close();
  }
}
