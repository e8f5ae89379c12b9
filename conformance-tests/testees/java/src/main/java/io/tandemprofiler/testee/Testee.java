package io.tandemprofiler.testee;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tandemprofiler.collector.ClockedCollector;
import io.tandemprofiler.model.CallTree;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.wire.GeneratedClasses;
import io.tandemprofiler.wire.RefusedException;
import io.tandemprofiler.wire.UploadReader;
import io.tandemprofiler.wire.UploadText;
import io.tandemprofiler.wire.UploadWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Answers one JSON object a line with one a line, as README.md beside this module says; ends with
 * its standard input.
 */
public final class Testee {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private static final HexFormat HEX = HexFormat.of();

  private ClockedCollector collector;

  private Testee() {}

  /** Answers until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err); // the collector's log is no answer
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Testee testee = new Testee();
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      answers.println(testee.answer(line));
      answers.flush();
    }
    testee.closeCollector();
  }

  private String answer(String line) throws IOException {
    ObjectNode answer = JSON.createObjectNode();
    try {
      answer(JSON.readTree(line), answer);
    } catch (RefusedException refused) {
      answer.removeAll();
      answer.put("refused", refused.rule()).put("message", refused.getMessage());
    } catch (Exception | StackOverflowError | OutOfMemoryError fault) {
      answer.removeAll();
      answer.put("error", fault.toString());
    }
    return JSON.writeValueAsString(answer);
  }

  private void answer(JsonNode question, ObjectNode answer) throws Exception {
    if (question.has("input")) {
      JsonNode input = question.get("input");
      CallTree tree = VectorInput.tree(input);
      Upload upload = VectorInput.upload(input, tree);
      answer.put("tree", tree.toString());
      answer.put("profile", UploadText.of(upload));
      answer.put("wire", HEX.formatHex(UploadWriter.write(upload)));
    } else if (question.has("wire")) {
      Upload upload = UploadReader.read(HEX.parseHex(question.get("wire").asText()));
      answer.put("profile", UploadText.of(upload));
      answer.put("wire", HEX.formatHex(UploadWriter.write(upload)));
    } else if (question.has("generated")) {
      byte[] bytes = HEX.parseHex(question.get("generated").asText());
      answer.put("wire", HEX.formatHex(GeneratedClasses.rewrite(bytes)));
    } else if (question.has("collector")) {
      closeCollector();
      collector = ClockedCollector.start(question.get("collector").get("now_millis").asLong());
      answer.put("url", collector.url());
    } else {
      throw new IllegalArgumentException("a question of none of the kinds that README.md names");
    }
  }

  /** In the background: a server takes its time to end, and the next has its own port and store. */
  private void closeCollector() {
    if (collector != null) {
      new Thread(collector::close, "close").start();
    }
  }
}
