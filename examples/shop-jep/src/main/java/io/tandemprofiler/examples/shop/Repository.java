package io.tandemprofiler.examples.shop;

import java.sql.SQLException;

/**
 * The products, for Python to ask for one by one: public, as all must be that Python calls. Safe
 * for use by many threads.
 */
public final class Repository {
  private final Catalogue catalogue;
  private final HotSpot asked;

  Repository(Catalogue catalogue, HotSpot asked) {
    this.catalogue = catalogue;
    this.asked = asked;
  }

  /** Maker, category and price in cents, as Python takes them. */
  public Object[] find(int id) throws SQLException {
    long started = asked.start();
    try {
      Product product = catalogue.product(id);
      return new Object[] {product.maker(), product.category(), product.priceCents()};
    } finally {
      asked.stop(started);
    }
  }
}
