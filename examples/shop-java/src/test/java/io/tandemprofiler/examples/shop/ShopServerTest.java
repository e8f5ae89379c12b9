package io.tandemprofiler.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shop over real HTTP on the loopback address. */
class ShopServerTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final List<Product> products = Stock.of(50);
  private ShopServer server;

  @BeforeEach
  void open() throws Exception {
    server = ShopServer.inJava(0, new Size(50, 9, 8));
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Test
  void cart_isPriced() throws Exception {
    JsonNode price =
        askJson(
            "/cart", "{\"lines\":[{\"product\":0,\"quantity\":2},{\"product\":1,\"quantity\":1}]}");
    assertThat(price.get("lines").asInt()).isEqualTo(2);
    assertThat(price.get("total_cents").asLong() + price.get("saved_cents").asLong())
        .isEqualTo(2 * products.get(0).priceCents() + products.get(1).priceCents());
  }

  @Test
  void search_findsBySubstringAndBySound() throws Exception {
    Product wanted = products.get(7);
    JsonNode exact = askJson("/search?words=" + encoded(wanted.name()) + "&ceiling=99999", "");
    assertThat(exact.get("found")).extracting(JsonNode::asInt).contains(wanted.id());
    assertThat(exact.get("similar")).hasSize(3);
  }

  @Test
  void search_findsNothingAboveTheCeiling() throws Exception {
    assertThat(askJson("/search?words=a&ceiling=99", ""))
        .isEqualTo(json.readTree("{\"found\":[],\"similar\":[]}"));
  }

  @Test
  void page_hasTheProductsAskedFor() throws Exception {
    HttpResponse<byte[]> answer = ask("/page?first=47&count=8", "");
    byte[] html = new InflaterInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
    assertThat(answer.headers().firstValue("Content-Encoding")).contains("deflate");
    assertThat(new String(html, StandardCharsets.UTF_8))
        .containsSubsequence("<li id=\"p47\">", "<li id=\"p48\">", "<li id=\"p49\">", "</html>")
        .doesNotContain("p46", "p50");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/cart|{|the cart is not as expected",
        "/cart|{}|the cart is not as expected",
        "/cart|{\"lines\":[{\"product\":50,\"quantity\":1}]}|lines: no product 50",
        "/cart|{\"lines\":[{\"product\":1,\"quantity\":0}]}|quantity of product 1: 0",
        "/search?words=a|``|ceiling: missing",
        "/page?first=x&count=1|``|first: not a number: x",
        "/page?first=50&count=1|``|first: no product 50",
        "/page?first=1&count=0|``|count: 0",
      })
  void nonsense_isRefusedInWords(String path, String body, String problem) throws Exception {
    HttpResponse<byte[]> answer = ask(path, body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json.readTree(answer.body()).get("problem").asText()).startsWith(problem);
  }

  @Test
  void truth_measuresEachHotSpotUnderItsName() throws Exception {
    ask("/cart", "{\"lines\":[{\"product\":1,\"quantity\":1}]}");
    ask("/page?first=0&count=8", "");
    ask("/page?first=0&count=8", "");
    ask("/nowhere", "");
    JsonNode spots = askJson("/truth", "").get("hot_spots");
    String shop = "io.tandemprofiler.examples.shop.";
    assertThat(spots)
        .extracting(
            spot -> spot.get("kind").asText(),
            spot -> spot.get("owner").asText(),
            spot -> spot.get("function").asText(),
            spot -> spot.get("judged").asBoolean(),
            spot -> spot.get("calls").asInt())
        .containsExactly(
            tuple("all", shop + "ShopHandler", "answer", false, 4),
            tuple("own", shop + "Cart", "total", true, 1),
            tuple("library", shop + "Catalogue", "search", true, 0),
            tuple("native", shop + "Page", "compressed", true, 2));
    long requests = spots.get(0).get("cpu_micros").asLong();
    long pricing = spots.get(1).get("cpu_micros").asLong();
    long compression = spots.get(3).get("cpu_micros").asLong();
    assertThat(pricing + compression).isPositive().isLessThan(requests);
  }

  @Test
  void size_isTold() throws Exception {
    assertThat(askJson("/size", ""))
        .isEqualTo(json.readTree("{\"products\":50,\"largest_cart\":9,\"largest_page\":8}"));
  }

  @Test
  void options_sayWhatIsWrong() {
    assertThatThrownBy(() -> Options.parse("--port", "x")).hasMessage("--port: not a number: x");
    assertThatThrownBy(() -> Options.parse("--port")).hasMessage("--port needs a number");
    assertThatThrownBy(() -> Options.parse("--ports", "1")).hasMessage("unknown option --ports");
    assertThat(Options.parse("--port", "0", "--products", "7"))
        .isEqualTo(new Options(0, new Size(7, 1_300, 1_000)));
  }

  private JsonNode askJson(String path, String body) throws IOException, InterruptedException {
    return json.readTree(ask(path, body).body());
  }

  private HttpResponse<byte[]> ask(String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (!body.isEmpty()) request.POST(BodyPublishers.ofString(body));
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
