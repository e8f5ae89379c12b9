package io.tandemprofiler.examples.shop;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** The shop whose prices are made in Python, inside this JVM. */
final class JepShop {
  private JepShop() {}

  public static void main(String[] arguments) throws IOException, SQLException {
    Options options = Options.parseOrExit(arguments);
    HotSpot pricing =
        new HotSpot(
            "pricing", HotSpot.Kind.OWN, "pricing", "Cart.total", "numpy, line by line, in Python");
    HotSpot asked =
        new HotSpot(
            "repository",
            HotSpot.Kind.LIBRARY,
            Repository.class.getName(),
            "find",
            "a query for each line: Java that Python calls");
    Truth truth = new Truth("shop-jep", System.currentTimeMillis(), pricing, List.of(asked));
    List<Product> products = Stock.of(options.size().products());
    Catalogue catalogue = new Catalogue(products);
    Pricing inPython = new PythonPricing(new Repository(catalogue, asked), pricing);
    Shop shop = new Shop(products, catalogue, inPython, truth);
    ShopServer server = new ShopServer(options.port(), options.size(), shop, truth);
    System.out.println("shop-jep on http://127.0.0.1:" + server.port());
  }
}
