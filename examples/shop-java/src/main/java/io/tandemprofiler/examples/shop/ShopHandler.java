package io.tandemprofiler.examples.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.sql.SQLException;

/** Customers' requests over HTTP: {@code /cart}, {@code /search} and {@code /page}. */
final class ShopHandler implements HttpHandler {
  private final ObjectMapper json;
  private final Shop shop;
  private final Truth truth;

  ShopHandler(ObjectMapper json, Shop shop, Truth truth) {
    this.json = json;
    this.shop = shop;
    this.truth = truth;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    measuredAnswer(exchange).send(exchange);
  }

  /** Measures the whole of {@link #answer}, before the customer has it. */
  private Answer measuredAnswer(HttpExchange exchange) throws IOException {
    long started = truth.requests.start();
    try {
      return answer(exchange);
    } finally {
      truth.requests.stop(started);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    Query query = Query.of(exchange.getRequestURI());
    try {
      return switch (exchange.getRequestURI().getPath()) {
        case "/cart" -> cart(exchange);
        case "/search" ->
            Answer.json(
                200,
                json.writeValueAsBytes(shop.search(query.text("words"), query.number("ceiling"))));
        case "/page" ->
            Answer.deflatedHtml(shop.page(query.number("first"), query.number("count")));
        default -> Answer.problem(json, 404, "no such page");
      };
    } catch (BadRequest e) {
      return Answer.problem(json, 400, e.getMessage());
    } catch (SQLException e) {
      throw new IOException("search", e);
    }
  }

  private Answer cart(HttpExchange exchange) throws IOException {
    try {
      Order order = json.readValue(exchange.getRequestBody(), Order.class);
      return Answer.json(200, json.writeValueAsBytes(shop.price(order)));
    } catch (JsonProcessingException e) {
      throw new BadRequest("the cart is not as expected: " + e.getOriginalMessage());
    }
  }
}
