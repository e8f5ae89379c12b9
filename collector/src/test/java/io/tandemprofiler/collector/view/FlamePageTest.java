package io.tandemprofiler.collector.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FlamePageTest {
  private static final String TEMPLATE =
      """
      <title>__TANDEM_TITLE__</title>
      <style>a{color:red}</style>
      <script type="application/json">__TANDEM_PROFILE__</script>
      <script type="module">alert(1)</script>
      """;

  @Test
  void fill_putsEachTextInItsPlaceAndNowhereElse() {
    assertThat(new FlamePage(TEMPLATE).fill("__TANDEM_PROFILE__ $1 \\", "{\"a\":\"</script>\"}"))
        .isEqualTo(
            """
            <title>__TANDEM_PROFILE__ $1 \\</title>
            <style>a{color:red}</style>
            <script type="application/json">{"a":"\\u003c/script>"}</script>
            <script type="module">alert(1)</script>
            """);
  }

  @Test
  void contentSecurityPolicy_namesTheTemplatesOwnScriptsAndStyles() {
    assertThat(new FlamePage(TEMPLATE).contentSecurityPolicy())
        .startsWith(
            "default-src 'none';"
                + " script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';"
                + " style-src 'sha256-");
  }
}
