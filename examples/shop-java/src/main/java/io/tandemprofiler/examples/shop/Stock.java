package io.tandemprofiler.examples.shop;

import java.util.ArrayList;
import java.util.List;

/**
 * Invents the products. The same count gives the same products, here and in the shop written in
 * Python, so that the two can be compared answer by answer.
 */
final class Stock {
  private static final String[] QUALITIES =
      words(
          "light heavy plain fine bold quiet quick sturdy"
              + " round square narrow tall slender modest curved folding hanging painted polished woven");
  private static final String[] MATERIALS =
      words("oak steel linen copper glass wool cork leather bamboo marble");
  private static final String[] NOUNS =
      words("lamp chair kettle basket mirror blanket shelf bottle clock ladder table vase");
  private static final String[] MAKERS = words("Abbot Birch Corrin Dale Estrid Fenwick Gale");
  private static final String[] CATEGORIES = words("kitchen garden office bath hall nursery");
  private static final String[] PROSE =
      words(
          "made for years of use with care by hand easy to clean and light enough to carry it"
              + " looks at home in every room goes well beside a");

  private int state = 20_261;

  private Stock() {}

  /** Products 0 to {@code count} - 1. */
  static List<Product> of(int count) {
    Stock stock = new Stock();
    List<Product> products = new ArrayList<>(count);
    for (int id = 0; id < count; id++) products.add(stock.invent(id));
    return List.copyOf(products);
  }

  private Product invent(int id) {
    String name = String.join(" ", pick(QUALITIES), pick(MATERIALS), pick(NOUNS));
    return new Product(
        id, name, pick(MAKERS), pick(CATEGORIES), 100 + next(20_000), description(12 + next(20)));
  }

  private String description(int length) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < length; i++) words.add(pick(PROSE));
    words.add(pick(NOUNS));
    return String.join(" ", words);
  }

  private String pick(String[] from) {
    return from[next(from.length)];
  }

  /** The upper bits of a linear congruential generator: plain arithmetic, equal in any language. */
  private int next(int bound) {
    state = (int) ((state * 1_103_515_245L + 12_345) & 0x7fff_ffff);
    return (state >>> 8) % bound;
  }

  private static String[] words(String text) {
    return text.split(" ", -1);
  }
}
