package io.tandemprofiler.collector.notify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tandemprofiler.collector.store.Finding;
import io.tandemprofiler.collector.store.KnownFinding;
import java.util.List;
import java.util.stream.Collectors;

/** What a webhook is sent. */
final class WebhookMessage {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_LINES = 20;

  private WebhookMessage() {}

  /**
   * JSON: {@code text} for people, {@code findings} for programs.
   *
   * @param findings at least one
   */
  static String of(List<KnownFinding> findings) {
    ObjectNode message = JSON.createObjectNode();
    message.put("text", text(findings));
    ArrayNode list = message.putArray("findings");
    findings.forEach(finding -> write(list.addObject(), finding));
    return message.toString();
  }

  private static String text(List<KnownFinding> findings) {
    String lines =
        findings.stream()
            .limit(MOST_LINES)
            .map(KnownFinding::latest)
            .map(WebhookMessage::line)
            .collect(Collectors.joining("\n"));
    int more = findings.size() - MOST_LINES;
    return more > 0 ? lines + "\nand " + more + " more" : lines;
  }

  private static String line(Finding finding) {
    return plain(
        String.format(
            "[%s] %s: %s. %s",
            finding.advice().severity().word(),
            finding.service(),
            finding.advice().title(),
            finding.advice().why()));
  }

  /**
   * Names come from agents: none may mention everybody, make a link or begin a line where Slack
   * shows them.
   */
  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }

  private static void write(ObjectNode json, KnownFinding known) {
    Finding finding = known.latest();
    json.put("id", known.id());
    json.put("service", finding.service());
    json.put("kind", finding.kind().word());
    json.put("rule", finding.rule());
    json.put("severity", finding.advice().severity().word());
    json.put("title", finding.advice().title());
    json.put("why", finding.advice().why());
    json.put("fix", finding.advice().fix());
    json.put("first_millis", known.firstMillis());
    json.put("share", finding.amount().share());
  }
}
