package io.tandemprofiler.examples.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;

/** What goes back to the customer. */
final class Answer {
  private final int status;
  private final String type;
  private final String encoding;
  private final byte[] body;

  /** An empty encoding means none. The body is not copied. */
  private Answer(int status, String type, String encoding, byte[] body) {
    this.status = status;
    this.type = type;
    this.encoding = encoding;
    this.body = body;
  }

  static Answer json(int status, byte[] body) {
    return new Answer(status, "application/json", "", body);
  }

  static Answer deflatedHtml(byte[] body) {
    return new Answer(200, "text/html; charset=utf-8", "deflate", body);
  }

  static Answer problem(ObjectMapper json, int status, String problem)
      throws JsonProcessingException {
    return json(status, json.writeValueAsBytes(Map.of("problem", problem)));
  }

  void send(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers headers = exchange.getResponseHeaders();
      headers.set("Content-Type", type);
      if (!encoding.isEmpty()) headers.set("Content-Encoding", encoding);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
