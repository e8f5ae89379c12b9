package io.tandemprofiler.collector.view;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A flame graph as one HTML file that needs nothing else. Immutable. */
final class FlamePage {
  private static final String TITLE = "__TANDEM_TITLE__";
  private static final String PROFILE = "__TANDEM_PROFILE__";
  private static final Pattern TOKEN = Pattern.compile(TITLE + "|" + PROFILE);
  private static final Pattern INLINE =
      Pattern.compile("<(script type=\"module\"|style)>(.*?)</(?:script|style)>", Pattern.DOTALL);

  private final String template;
  private final String policy;

  /**
   * @param template holds a token for the title and one for the profile, each once
   */
  FlamePage(String template) {
    this.template = template;
    this.policy = policy(template);
  }

  /** Names in the JSON may be anything: none can end the element that holds it. */
  String fill(String title, String json) {
    String safeJson =
        json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
    return TOKEN
        .matcher(template)
        .replaceAll(
            token ->
                Matcher.quoteReplacement(token.group().equals(TITLE) ? escape(title) : safeJson));
  }

  /** Lets run exactly the scripts and styles that the template brings. */
  String contentSecurityPolicy() {
    return policy;
  }

  private static String policy(String template) {
    StringBuilder scripts = new StringBuilder();
    StringBuilder styles = new StringBuilder();
    Matcher inline = INLINE.matcher(template);
    while (inline.find()) {
      (inline.group(1).equals("style") ? styles : scripts)
          .append(" 'sha256-")
          .append(sha256(inline.group(2)))
          .append('\'');
    }
    return "default-src 'none'; script-src"
        + orNone(scripts)
        + "; style-src"
        + orNone(styles)
        + "; img-src data:; object-src 'none'; base-uri 'none'; form-action 'none';"
        + " frame-ancestors 'none'";
  }

  private static String orNone(StringBuilder sources) {
    return sources.isEmpty() ? " 'none'" : sources.toString();
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
