package io.tandemprofiler.collector.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServicePatternTest {
  @ParameterizedTest
  @CsvSource({
    "shop, shop, true",
    "shop, shop2, false",
    "shop, SHOP, false",
    "*, shop, true",
    "*, '', true",
    "shop-*, shop-, true",
    "shop-*, shop-till, true",
    "shop-*, my-shop-till, false",
    "*-till, shop-till, true",
    "*-till, shop-till2, false",
    "a*b*c, aXbYbZc, true",
    "a*b*c, acb, false",
    "s.op, shop, false",
    "**, shop, true",
  })
  void matches_theWholeName(String pattern, String service, boolean matches) {
    assertThat(new ServicePattern(pattern).matches(service)).isEqualTo(matches);
  }

  @Test
  void matches_endsAlsoWhereManyStarsCouldStandForAnything() {
    String pattern = "a*".repeat(90) + "b"; // by going back it would take for ever
    assertThat(new ServicePattern(pattern).matches("a".repeat(900))).isFalse();
  }
}
