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
  ShopServer(int port, Size size) throws IOException, SQLException {
    Truth truth = new Truth("shop-java", System.currentTimeMillis());
    ObjectMapper json = new ObjectMapper();
    shop = new Shop(Stock.of(size.products()), truth);
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

  public static void main(String[] arguments) throws IOException, SQLException {
    if (List.of(arguments).contains("--help")) {
      System.out.println(Options.USAGE);
      return;
    }

    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    ShopServer server = new ShopServer(options.port(), options.size());
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
