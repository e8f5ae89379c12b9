package io.tandemprofiler.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.tandemprofiler.collector.analysis.Rules;
import io.tandemprofiler.collector.store.Retention;
import io.tandemprofiler.collector.tls.CertificateAuthority;
import io.tandemprofiler.collector.tls.CertificateFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A collector that encrypts, as browsers, agents, commands and strangers meet it. */
final class TlsTest {
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir private Path folder;
  private Path certs;
  private Path others;
  private Collector collector;

  @BeforeEach
  void makeCertificates() throws Exception {
    certs = folder.resolve("certs");
    others = folder.resolve("others");
    for (Path each : List.of(certs, others)) {
      CertificateAuthority authority = CertificateAuthority.create(each, CLOCK);
      authority.issueServer(List.of("localhost", "127.0.0.1"));
      authority.issueClient("shop");
    }
  }

  @AfterEach
  void close() {
    if (collector != null) {
      collector.close();
    }
  }

  @Test
  void browser_thatTrustsTheAuthorityIsAnswered() throws Exception {
    start(Optional.empty());
    HttpResponse<String> answer = get(trusting(certs).build(), collector.url() + "/health");

    assertThat(collector.url()).startsWith("https://127.0.0.1:");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("strict-transport-security")).isEmpty();
  }

  @Test
  void browser_thatTrustsAnotherAuthorityIsNot() throws Exception {
    start(Optional.empty());

    assertThatThrownBy(() -> get(trusting(others).build(), collector.url() + "/health"))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void browser_inClearIsLedToHttpsAndNothingElseIsDone() throws Exception {
    start(Optional.empty());
    String clear = collector.url().replace("https:", "http:");
    HttpClient client = HttpClient.newHttpClient();
    HttpResponse<String> led = get(client, clear + "/api/v1/services?from=1");

    assertThat(led.statusCode()).isEqualTo(307);
    assertThat(led.headers().firstValue("location"))
        .hasValue(collector.url() + "/api/v1/services?from=1");
    assertThat(led.body()).doesNotContain("services");
    HttpResponse<String> refused =
        client.send(
            HttpRequest.newBuilder(URI.create(clear + "/api/v1/settings?enabled=false"))
                .POST(BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).isEqualTo("this collector speaks https only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void handshake_isOfAVersionThatIsSafe(String version) throws Exception {
    start(Optional.empty());

    assertThat(handshake(version)).isEqualTo(version);
  }

  @Test
  void handshake_isOfNoOtherVersion() throws Exception {
    start(Optional.empty());

    assertThatThrownBy(() -> handshake("TLSv1.1")).isInstanceOf(IOException.class);
  }

  @Test
  void agent_thatTrustsTheAuthorityUploads() throws Exception {
    start(Optional.empty());
    try (Agent agent =
        Agent.encrypted(
            collector.url(), certs.resolve("ca.pem"), Optional.empty(), Optional.empty())) {
      agent.upload(upload());
    }

    assertThat(get(trusting(certs).build(), collector.url() + "/api/v1/services").body())
        .contains("\"service\":\"shop\"", "\"profiles\":1");
  }

  @Test
  void agent_inClearIsRefused() throws Exception {
    start(Optional.empty());
    try (Agent agent = new Agent(collector.url())) {
      assertThatThrownBy(() -> agent.upload(upload())).isInstanceOf(StatusRuntimeException.class);
    }
  }

  @Test
  void client_mustShowACertificateOfTheAuthorityThatIsDemanded() throws Exception {
    start(Optional.of(certs.resolve("ca.pem")));
    String health = collector.url() + "/health";

    assertThatThrownBy(() -> get(trusting(certs).build(), health)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> get(showing(others), health)).isInstanceOf(IOException.class);
    assertThat(get(showing(certs), health).statusCode()).isEqualTo(200);
    assertThat(get(showing(certs), collector.url() + "/api/v1/collector").body())
        .contains("\"on_network\":false,\"encrypted\":true,\"knows_clients\":true");
    try (Agent agent =
        Agent.encrypted(
            collector.url(),
            certs.resolve("ca.pem"),
            Optional.of(certs.resolve("shop.pem")),
            Optional.of(certs.resolve("shop.key")))) {
      agent.upload(upload());
    }
  }

  @Test
  void certificate_thatIsReplacedIsShownToTheNextWhoConnects() throws Exception {
    start(Optional.empty());
    X509Certificate before = shown();
    Files.writeString(certs.resolve("server.pem"), "-----BEGIN CERTIFICATE-----\ncut sh");
    assertThat(get(trusting(certs).build(), collector.url() + "/health").statusCode())
        .isEqualTo(200);
    copy("server.pem"); // whose key is not there yet
    assertThat(get(trusting(certs).build(), collector.url() + "/health").statusCode())
        .isEqualTo(200);
    copy("server.key");
    for (int i = 0; shown().equals(before) && i < 1000; i++) {
      Thread.sleep(50);
    }

    assertThat(get(trusting(others).build(), collector.url() + "/health").statusCode())
        .isEqualTo(200);
  }

  @Test
  void open_namesTheFileAndWhatIsWrongWithIt() throws Exception {
    Path nowhere = folder.resolve("nowhere.pem");
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    Path cut = Files.writeString(folder.resolve("cut.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n");
    Path server = certs.resolve("server.pem");
    Path key = certs.resolve("server.key");

    assertThatThrownBy(() -> open(nowhere, key))
        .hasMessage("cannot read " + nowhere + ": there is no such file");
    assertThatThrownBy(() -> open(empty, key)).hasMessage(empty + " holds no certificate (PEM)");
    assertThatThrownBy(() -> open(cut, key)).hasMessageStartingWith(cut + " is no certificate");
    assertThatThrownBy(() -> open(server, server))
        .hasMessage(server + " is no key (PEM, PKCS#8, without a password)");
    assertThatThrownBy(() -> open(server, others.resolve("server.key")))
        .hasMessage(
            others.resolve("server.key") + " is not the key of the certificate in " + server);
  }

  @Test
  void create_writesNothingOverAndHidesKeys() throws Exception {
    assertThatThrownBy(() -> CertificateAuthority.create(certs, CLOCK))
        .hasMessage(certs.resolve("ca.key") + " is there already, and stays");
    assertThat(Files.getPosixFilePermissions(certs.resolve("server.key"))).hasSize(2);
    CertificateAuthority authority = CertificateAuthority.open(certs, CLOCK);
    assertThatThrownBy(() -> authority.issueClient("../shop"))
        .hasMessageStartingWith("'../shop' is no name for a client");
    assertThatThrownBy(() -> authority.issueClient("ca")).hasMessageContaining("is no name");
  }

  @Test
  void commands_trustTheAuthorityThatTheyAreGiven() throws Exception {
    start(Optional.of(certs.resolve("ca.pem")));
    StringWriter out = new StringWriter();

    assertThat(
            run(
                out,
                "configure",
                "--service",
                "shop",
                "--ca",
                certs.resolve("ca.pem").toString(),
                "--certificate",
                certs.resolve("shop.pem").toString(),
                "--key",
                certs.resolve("shop.key").toString(),
                "--collector",
                collector.url()))
        .isZero();
    assertThat(run(out, "configure", "--service", "shop", "--collector", collector.url()))
        .isEqualTo(1);
  }

  @Test
  void certsInit_saysWhatToDoWithEachFile() {
    StringWriter out = new StringWriter();
    Path made = folder.resolve("made");

    assertThat(run(out, "certs", "init", "--folder", made.toString(), "--host", "a.example,::1"))
        .isZero();
    assertThat(run(out, "certs", "client", "--folder", made.toString(), "agent-1")).isZero();
    assertThat(out.toString())
        .contains(made + "/ca.pem", "valid for a.example, ::1", "agent-1.key");
    assertThat(run(out, "certs", "init", "--folder", made.toString())).isEqualTo(1);
  }

  private static int run(StringWriter out, String... words) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(new StringWriter()))
        .execute(words);
  }

  private void start(Optional<Path> clientAuthority) throws Exception {
    CertificateFiles files =
        CertificateFiles.open(
            certs.resolve("server.pem"), certs.resolve("server.key"), clientAuthority, CLOCK);
    collector =
        Collector.start(
            new Collector.Listening(InetAddress.getLoopbackAddress(), 0, Optional.of(files), false),
            folder.resolve("data"),
            Retention.DEFAULT,
            Rules.builtIn(),
            Optional.empty(),
            CLOCK);
  }

  private static CertificateFiles open(Path certificate, Path key) throws Exception {
    return CertificateFiles.open(certificate, key, Optional.empty(), CLOCK);
  }

  private void copy(String file) throws IOException {
    Files.copy(others.resolve(file), certs.resolve(file), StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] upload() {
    return Uploads.upload(1).at(System.currentTimeMillis()).cpu(10, "main 1").request();
  }

  private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
    return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  private static HttpClient.Builder trusting(Path authority) throws IOException {
    return HttpClient.newBuilder().sslContext(context(authority));
  }

  /** Trusts the collector's authority, and shows a client's certificate of the given one. */
  private HttpClient showing(Path authority) throws IOException {
    return HttpClient.newBuilder().sslContext(context(certs, Optional.of(authority))).build();
  }

  private static SSLContext context(Path authority) throws IOException {
    return context(authority, Optional.empty());
  }

  private static SSLContext context(Path authority, Optional<Path> client) throws IOException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(authority.resolve("ca.pem").toFile());
    if (client.isPresent()) {
      builder.keyManager(
          client.get().resolve("shop.pem").toFile(), client.get().resolve("shop.key").toFile());
    }
    return ((JdkSslContext) builder.build()).context();
  }

  /** The version that both agree on, where the client offers one only. */
  private String handshake(String version) throws IOException {
    try (SSLSocket socket = connect()) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {version});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getSession().getProtocol();
    }
  }

  /** What a client that trusts anybody's authority of these two is shown. */
  private X509Certificate shown() throws IOException {
    for (Path authority : List.of(certs, others)) {
      try (SSLSocket socket = connect(authority)) {
        socket.startHandshake();
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
      } catch (SSLHandshakeException e) {
        // of the other
      }
    }
    throw new IOException("of neither authority");
  }

  private SSLSocket connect() throws IOException {
    return connect(certs);
  }

  private SSLSocket connect(Path authority) throws IOException {
    URI url = URI.create(collector.url());
    return (SSLSocket)
        context(authority).getSocketFactory().createSocket(url.getHost(), url.getPort());
  }
}
