package io.tandemprofiler.examples.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The shop on a port of the loopback address. */
final class ShopServer implements AutoCloseable {
  private final HttpServer http;
  private final ExecutorService clerks = Executors.newFixedThreadPool(4, ShopServer::clerk);
  private final Shop shop;

  /** Port 0 means any free one. Serves at once. */
  ShopServer(int port, Size size, Shop shop, Truth truth) throws IOException {
    ObjectMapper json = new ObjectMapper();
    this.shop = shop;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
    http.createContext("/", new ShopHandler(json, shop, truth));
    http.createContext(
        "/size", exchange -> Answer.json(200, json.writeValueAsBytes(size)).send(exchange));
    http.createContext(
        "/truth",
        exchange -> Answer.json(200, json.writeValueAsBytes(truth.read())).send(exchange));
    http.setExecutor(clerks);
    http.start();
  }

  /** The shop that is all Java. */
  static ShopServer inJava(int port, Size size) throws IOException, SQLException {
    Truth truth = new Truth("shop-java", System.currentTimeMillis());
    List<Product> products = Stock.of(size.products());
    Shop shop = new Shop(products, new Catalogue(products), Pricing.inJava(truth), truth);
    return new ShopServer(port, size, shop, truth);
  }

  public static void main(String[] arguments) throws IOException, SQLException {
    Options options = Options.parseOrExit(arguments);
    ShopServer server = inJava(options.port(), options.size());
    System.out.println("shop-java on http://127.0.0.1:" + server.port());
  }

  int port() {
    return http.getAddress().getPort();
  }

  @Override
  public void close() throws SQLException {
    http.stop(0);
    clerks.shutdown();
    shop.close();
  }

  private static Thread clerk(Runnable work) {
    return new Thread(work, "clerk");
  }
}
