package io.tandemprofiler.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CartTest {
  @Test
  void total_takesTheBestOfferOfEachLine() {
    Cart cart =
        new Cart(
            List.of(
                // a tenth, with 1
                new CartLine(product(0, "Abbot", "bath", 1000), 1),
                // a tenth, with 0, beats 2 %, with 2
                new CartLine(product(1, "Abbot", "hall", 2000), 24),
                // a twentieth, with 1, beats 2 %
                new CartLine(product(2, "Birch", "hall", 500), 30)));
    long saved = 100 + 4800 + 750;
    assertThat(cart.total()).isEqualTo(new Price(3, 1000 + 48_000 + 15_000 - saved, saved));
  }

  @Test
  void total_ofNothingIsNothing() {
    assertThat(new Cart(List.of()).total()).isEqualTo(new Price(0, 0, 0));
  }

  private static Product product(int id, String maker, String category, long priceCents) {
    return new Product(id, "thing " + id, maker, category, priceCents, "");
  }
}
