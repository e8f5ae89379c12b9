package io.tandemprofiler.examples.shop;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Deflater;

/** A page of the printed catalogue, as HTML. */
final class Page {
  private Page() {}

  static String render(List<Product> products) {
    StringBuilder html = new StringBuilder(512 * products.size());
    html.append("<!doctype html>\n<html><head><title>Tandem shop</title></head><body><ul>\n");
    for (Product product : products) appendItem(html, product);
    return html.append("</ul></body></html>\n").toString();
  }

  /** In the zlib format, which HTTP calls {@code deflate}. */
  static byte[] compressed(String html) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(html.getBytes(StandardCharsets.UTF_8));
      deflater.finish();
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      byte[] buffer = new byte[65_536];
      while (!deflater.finished()) body.write(buffer, 0, deflater.deflate(buffer));
      return body.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void appendItem(StringBuilder html, Product product) {
    html.append("<li id=\"p").append(product.id()).append("\"><b>");
    appendEscaped(html, product.name());
    html.append("</b> by ");
    appendEscaped(html, product.maker());
    html.append(" for the ");
    appendEscaped(html, product.category());
    html.append(", ").append(cents(product.priceCents())).append("<p>");
    appendEscaped(html, product.description());
    html.append("</p></li>\n");
  }

  private static String cents(long cents) {
    long rest = cents % 100;
    return cents / 100 + (rest < 10 ? ".0" : ".") + rest;
  }

  private static void appendEscaped(StringBuilder html, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&quot;");
        default -> html.append(c);
      }
    }
  }
}
