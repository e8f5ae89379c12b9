package io.tandemprofiler.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.store.Retention;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class HealthTest {
  @TempDir private Path folder;

  @Test
  void ready_saysNoWhileDrainingAndAllElseIsAnswered() throws Exception {
    try (Collector collector = start();
        Agent agent = new Agent(collector.url())) {
      assertThat(health(collector, "live")).isEqualTo("200 {\"status\":\"live\"}");
      assertThat(health(collector, "ready")).isEqualTo("200 {\"status\":\"ready\"}");

      collector.drain();

      assertThat(health(collector, "ready")).isEqualTo("503 {\"status\":\"draining\"}");
      assertThat(health(collector, "live")).isEqualTo("200 {\"status\":\"live\"}");
      agent.upload(upload());
      assertThat(text(Http.get(collector.url() + "/api/v1/services"))).contains("\"profiles\":1");
    }
  }

  @Test
  void ready_saysNoWhereTheFolderCannotBeWritten() throws Exception {
    Path probe = folder.resolve("probe");
    try (Collector collector = start()) {
      Files.createDirectory(probe); // cannot be written, not even by root
      assertThat(health(collector, "ready")).isEqualTo("503 {\"status\":\"unwritable\"}");
      assertThat(health(collector, "live")).isEqualTo("200 {\"status\":\"live\"}");
      Files.delete(probe);
      assertThat(health(collector, "ready")).isEqualTo("200 {\"status\":\"ready\"}");
    }
  }

  @Test
  void command_saysByItsExitCode() throws Exception {
    try (Collector collector = start()) {
      assertThat(command("--collector", collector.url(), "--ready")).isEqualTo("0 ");
      collector.drain();
      assertThat(command("--collector", collector.url())).isEqualTo("0 ");
      assertThat(command("--collector", collector.url(), "--ready"))
          .startsWith("1 tandem-collector: " + collector.url() + " answered 503");
    }
    assertThat(command("--collector", "http://127.0.0.1:1")).startsWith("1 ");
  }

  private Collector start() throws StartException {
    return Collector.start(
        InetAddress.getLoopbackAddress(), 0, folder, Retention.DEFAULT, Clock.systemUTC());
  }

  private static byte[] upload() {
    return Uploads.upload(1).at(System.currentTimeMillis()).cpu(10, "main 1").request();
  }

  private static String command(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "health";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    StringWriter err = new StringWriter();
    int code = Main.commandLine().setErr(new PrintWriter(err)).execute(all);
    return code + " " + err;
  }

  private static String health(Collector collector, String what) throws Exception {
    HttpResponse<byte[]> answer = Http.get(collector.url() + "/health/" + what);
    return answer.statusCode() + " " + text(answer);
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }
}
