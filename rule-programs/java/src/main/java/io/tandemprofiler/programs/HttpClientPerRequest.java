package io.tandemprofiler.programs;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** An {@code HttpClient} for each request, with a thread and connections of its own; or one. */
final class HttpClientPerRequest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static HttpRequest request;

  private HttpClientPerRequest() {}

  public static void main(String[] args) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .build();
    Program.run(args, HttpClientPerRequest::trigger, () -> ask(CLIENT));
    server.stop(0);
  }

  private static void trigger() throws Exception {
    ask(HttpClient.newHttpClient());
  }

  private static void ask(HttpClient client) throws Exception {
    Program.keep(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
  }
}
