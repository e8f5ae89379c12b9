package io.tandemprofiler.agent.config;

import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.Names;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a setting takes. Parsing throws {@link IllegalArgumentException}, whose message is unused.
 */
final class Kind {
  /** The collector that is none. */
  static final URI NOBODY = URI.create("none");

  private static final int MAX_LABELS = 32;
  private static final int MAX_PORT = 65535;
  private static final int MAX_TOKEN = 4096;
  private static final Pattern TOKEN = Pattern.compile("[\\w.~+/-]+=*"); // RFC 6750, b64token

  private final String expectation;
  private final Function<String, Object> parser;

  private Kind(String expectation, Function<String, Object> parser) {
    this.expectation = expectation;
    this.parser = parser;
  }

  /** Completes the sentence "is not …". */
  String expectation() {
    return expectation;
  }

  Object parse(String text) {
    return parser.apply(text.trim());
  }

  static Kind number(int min, int max) {
    return new Kind(
        "a number from " + min + " to " + max,
        text -> {
          int number = Integer.parseInt(text);
          require(number >= min && number <= max);
          return number;
        });
  }

  static Kind percent() {
    return new Kind(
        "a number above 0, at most 100",
        text -> {
          double number = Double.parseDouble(text);
          require(number > 0 && number <= 100);
          return number;
        });
  }

  /** As an {@code Integer} of bytes; 0 for off. */
  static Kind bytes() {
    return new Kind(
        "off or a size, as in 512k or 1m",
        text -> amount(text, Map.of("", 1, "k", 1 << 10, "m", 1 << 20)));
  }

  /** As an {@code Integer} of microseconds; 0 for off. */
  static Kind micros() {
    return new Kind(
        "off or a duration, as in 100us or 10ms",
        text -> amount(text, Map.of("us", 1, "ms", 1_000, "s", 1_000_000)));
  }

  static Kind onOff() {
    return new Kind(
        "on or off",
        text -> {
          switch (text.toLowerCase(Locale.ROOT)) {
            case "on":
            case "true":
            case "1":
              return true;
            case "off":
            case "false":
            case "0":
              return false;
            default:
              throw new IllegalArgumentException();
          }
        });
  }

  static Kind choice(String... words) {
    List<String> choices = List.of(words);
    return new Kind(
        "one of " + String.join(", ", choices),
        text -> {
          require(choices.contains(text));
          return text;
        });
  }

  static Kind text() {
    return new Kind(
        "a text of 1 to " + Names.MAX_BYTES + " bytes without control characters",
        text -> {
          require(!text.isEmpty() && isSendable(text));
          return text;
        });
  }

  static Kind url() {
    return new Kind("http://host:port, https://host:port or none", Kind::collector);
  }

  static Kind path() {
    return new Kind(
        "a path",
        text -> {
          require(!text.isEmpty() && !Names.hasControl(text));
          return Path.of(text);
        });
  }

  static Kind token() {
    return new Kind(
        "a token of 1 to " + MAX_TOKEN + " letters, digits and -._~+/=",
        text -> {
          require(text.length() <= MAX_TOKEN && TOKEN.matcher(text).matches());
          return text;
        });
  }

  static Kind labels() {
    return new Kind(
        "a list name=value,name=value of at most " + MAX_LABELS + " different names",
        Kind::labelsOf);
  }

  private static int amount(String text, Map<String, Integer> units) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.equals("off") || lower.equals("0")) {
      return 0;
    }
    String unit = lower.replaceFirst("^[0-9]+", "");
    require(units.containsKey(unit));
    int number = Integer.parseInt(lower.substring(0, lower.length() - unit.length()));
    require(number > 0);
    try {
      return Math.multiplyExact(number, units.get(unit));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Object collector(String text) {
    try {
      URI uri = new URI(text);
      if (uri.equals(NOBODY)) {
        return uri;
      }
      require("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
      require(uri.getHost() != null && uri.getUserInfo() == null);
      require(uri.getPort() == -1 || (uri.getPort() >= 1 && uri.getPort() <= MAX_PORT));
      require(uri.getPath().isEmpty() || uri.getPath().equals("/"));
      require(uri.getQuery() == null && uri.getFragment() == null);
      return uri;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Object labelsOf(String text) {
    TreeMap<String, Label> labels = new TreeMap<>(Names::compare);
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      int equals = part.indexOf('=');
      require(equals > 0);
      Label label = new Label(part.substring(0, equals).trim(), part.substring(equals + 1).trim());
      require(isSendable(label.name()) && isSendable(label.value()));
      require(labels.put(label.name(), label) == null);
    }
    require(labels.size() <= MAX_LABELS);
    return List.copyOf(new ArrayList<>(labels.values()));
  }

  private static boolean isSendable(String text) {
    return !Names.hasControl(text)
        && Names.clean(text).equals(text)
        && Names.utf8Length(text) <= Names.MAX_BYTES;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException();
    }
  }
}
