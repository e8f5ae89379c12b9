package io.tandemprofiler.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a user starts it: in a process of its own. */
final class ServeTest {
  @TempDir private Path folder;
  private Path data;
  private Path errors;

  @BeforeEach
  void name() {
    data = folder.resolve("data");
    errors = folder.resolve("errors");
  }

  @Test
  void serve_saysWhereItListensAndEndsWithZeroWhenAskedTo() throws Exception {
    try (Program collector = serve()) {
      String line = collector.line();
      assertThat(line)
          .matches(
              "tandem-collector 0\\.1\\.0 at http://127\\.0\\.0\\.1:\\d+, data in \\Q"
                  + data
                  + "\\E");
      assertThat(get(url(line) + "/health").body())
          .isEqualTo("{\"status\":\"ok\",\"version\":\"0.1.0\"}");

      collector.terminate();

      assertThat(collector.rest()).isEmpty();
      assertThat(collector.exitCode()).isZero();
      assertThat(Files.readString(errors)).doesNotContain("ERROR", "Exception");
    }
  }

  @Test
  void serve_keepsAcknowledgedUploadsWhenAskedToEnd() throws Exception {
    try (Program collector = serve()) {
      try (Agent agent = new Agent(url(collector.line()))) {
        agent.upload(Uploads.upload(1).at(System.currentTimeMillis()).cpu(10, "main 1").request());
      }
      collector.terminate();
      assertThat(collector.exitCode()).isZero();
    }
    try (Program again = serve()) {
      assertThat(get(url(again.line()) + "/api/v1/services").body())
          .contains("\"service\":\"shop\"", "\"profiles\":1");
    }
  }

  @Test
  void serve_isQuietAboutSendersThatGiveUp() throws Exception {
    try (Program collector = serve()) {
      String url = url(collector.line());
      giveUp(URI.create(url));
      assertThat(get(url + "/health").statusCode()).isEqualTo(200);
      collector.terminate();
      assertThat(collector.exitCode()).isZero();
    }
    assertThat(Files.readString(errors)).doesNotContain(" WARN ", " ERROR ", "Exception");
  }

  @Test
  void serve_refusesADataFolderInUse() throws Exception {
    try (Program first = serve()) {
      first.line();
      Path otherErrors = folder.resolve("other");
      try (Program second =
          Program.start(otherErrors, Main.class, "--port", "0", "--data", data.toString())) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(Files.readString(otherErrors))
            .isEqualTo(
                "tandem-collector: data folder %s is in use by another collector;".formatted(data)
                    + " choose another with --data\n");
      }
    }
  }

  @Test
  void serve_namesAPortInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      try (Program collector =
          Program.start(errors, Main.class, "--port", port, "--data", data.toString())) {
        assertThat(collector.exitCode()).isEqualTo(1);
        assertThat(Files.readString(errors))
            .endsWith( // newer JVMs warn about libraries before
                "tandem-collector: cannot listen on 127.0.0.1 port "
                    + port
                    + ": Address already in use; choose another with --port, 0 for any free one,"
                    + " or with --listen\n");
      }
    }
  }

  @Test
  void serve_isNotForStrangersUnlessItIsSaid() throws Exception {
    String[] options = {"--port", "0", "--listen", "0.0.0.0", "--data", data.toString()};
    try (Program collector = Program.start(errors, Main.class, options)) {
      assertThat(collector.exitCode()).isEqualTo(2);
      assertThat(Files.readString(errors))
          .contains("0.0.0.0 could be read on the way", "--certificate", "--insecure");
    }
    String[] insecure = Arrays.copyOf(options, options.length + 1);
    insecure[options.length] = "--insecure";
    try (Program collector = Program.start(errors, Main.class, insecure)) {
      String port = url(collector.line()).replaceFirst(".*:", "");
      assertThat(Files.readString(errors)).contains(" WARN ", "0.0.0.0 with --insecure");
      assertThat(get("http://127.0.0.1:" + port + "/api/v1/collector").body())
          .contains(
              "\"on_network\":true,\"encrypted\":false,\"knows_clients\":false,\"authenticated\":false");
    }
  }

  @Test
  void serve_saysThatTokensAreNotAskedFor() throws Exception {
    String[] token = {"token", "create", "--data", data.toString(), "--name", "a"};
    try (Program made = Program.start(errors, Main.class, token)) {
      assertThat(made.exitCode()).isZero();
    }
    try (Program collector = serve()) {
      collector.line();
      assertThat(Files.readString(errors)).contains(" WARN ", "nobody is asked", "--auth");
    }
  }

  @Test
  void serve_encryptsWithTheCertificatesThatCertsMakes() throws Exception {
    Path certs = folder.resolve("certs");
    try (Program made =
        Program.start(errors, Main.class, "certs", "init", "--folder", certs.toString())) {
      assertThat(made.exitCode()).isZero();
    }
    String[] options = {
      "--port",
      "0",
      "--data",
      data.toString(),
      "--certificate",
      certs.resolve("server.pem").toString(),
      "--key",
      certs.resolve("server.key").toString()
    };
    try (Program collector = Program.start(errors, Main.class, options)) {
      assertThat(url(collector.line())).startsWith("https://127.0.0.1:");
    }
    try (Program collector = Program.start(errors, Main.class, onNetwork(options))) {
      String port = url(collector.line()).replaceFirst(".*:", "");
      assertThat(statusByTls("https://127.0.0.1:" + port + "/api/v1/services", certs))
          .isEqualTo(401);
    }
    try (Program open = Program.start(errors, Main.class, onNetwork(options, "--no-auth"))) {
      assertThat(open.exitCode()).isEqualTo(2);
      assertThat(Files.readString(errors)).contains("--no-auth: whoever reaches 0.0.0.0");
    }
    try (Program halfGiven = Program.start(errors, Main.class, Arrays.copyOf(options, 6))) {
      assertThat(halfGiven.exitCode()).isEqualTo(2);
      assertThat(Files.readString(errors)).contains("--certificate and --key belong together");
    }
  }

  @Test
  void serve_saysWhatIsWrongWithItsOptions() throws Exception {
    try (Program collector = Program.start(errors, Main.class, "--port", "65536")) {
      assertThat(collector.exitCode()).isEqualTo(2);
      assertThat(Files.readString(errors)).contains("--port: 65536 is not from 0 to 65535");
    }
  }

  @Test
  void serve_doesWhatItsFileSaysAndDrainsBeforeItEnds() throws Exception {
    Path config = folder.resolve("collector.yaml");
    Files.write(
        config,
        List.of(
            "port: 0",
            "listen: 0.0.0.0",
            "insecure: true",
            "data: " + data,
            "log-format: json",
            "drain: 600 # longer than this test looks"));
    try (Program collector = Program.start(errors, Main.class, "--config", config.toString())) {
      String ready =
          "http://127.0.0.1:" + url(collector.line()).replaceFirst(".*:", "") + "/health/ready";
      assertThat(get(ready).statusCode()).isEqualTo(200);
      String warning =
          Files.readAllLines(errors).stream()
              .filter(line -> line.contains("--insecure"))
              .findFirst()
              .orElseThrow();
      assertThat(new ObjectMapper().readTree(warning).get("level").asText()).isEqualTo("WARN");
      assertThat(new ObjectMapper().readTree(warning).get("formattedMessage").asText())
          .startsWith("listening on 0.0.0.0");

      collector.terminate();

      HttpResponse<String> answer = get(ready);
      while (answer.statusCode() == 200) { // until the signal is there
        answer = get(ready);
      }
      assertThat(answer.body()).isEqualTo("{\"status\":\"draining\"}");
    }
  }

  @Test
  void serve_namesWhatIsWrongInItsFile() throws Exception {
    Path config = folder.resolve("collector.yaml");
    Files.writeString(config, "data: here\nprot: 0\n");
    try (Program collector =
        Program.start(errors, Main.class, "--config", config.toString(), "--port", "0")) {
      assertThat(collector.exitCode()).isEqualTo(2);
      assertThat(Files.readString(errors))
          .isEqualTo(
              "tandem-collector: %s:2: 'prot' is not known; there is 'port'\n".formatted(config));
    }
  }

  private static String[] onNetwork(String[] options, String... more) {
    return Stream.of(options, new String[] {"--listen", "0.0.0.0"}, more)
        .flatMap(Arrays::stream)
        .toArray(String[]::new);
  }

  private static int statusByTls(String url, Path certs) throws Exception {
    SslContextBuilder trusting =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(certs.resolve("ca.pem").toFile());
    HttpClient client =
        HttpClient.newBuilder().sslContext(((JdkSslContext) trusting.build()).context()).build();
    return client
        .send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private Program serve() throws Exception {
    return Program.start(errors, Main.class, "serve", "--port", "0", "--data", data.toString());
  }

  /** Begins an upload and waits until the collector has asked for more, then hangs up. */
  private static void giveUp(URI url) throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      String head =
          """
          POST /tandem.v1.ProfilerService/Upload HTTP/1.1\r
          Host: localhost\r
          Content-Type: application/grpc\r
          Content-Length: 1000\r
          Expect: 100-continue\r
          \r
          """;
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      socket.getOutputStream().write(new byte[10]);
    }
  }

  private static String url(String line) {
    return line.replaceAll(".* at (\\S+), .*", "$1");
  }

  private static HttpResponse<String> get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
