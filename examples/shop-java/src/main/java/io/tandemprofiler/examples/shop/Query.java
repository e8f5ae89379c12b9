package io.tandemprofiler.examples.shop;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The part of an address behind the question mark; of repeated names the last holds. */
final class Query {
  private final Map<String, String> values = new HashMap<>();

  private Query() {}

  static Query of(URI address) {
    Query query = new Query();
    String text = address.getRawQuery() == null ? "" : address.getRawQuery();
    for (String part : text.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        query.values.put(
            part.substring(0, equals),
            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) throw new BadRequest(name + ": missing");
    return value;
  }

  int number(String name) {
    String value = text(name);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new BadRequest(name + ": not a number: " + value);
    }
  }
}
