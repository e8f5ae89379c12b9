package io.tandemprofiler.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.tandemprofiler.agent.CollectorStandIn;
import io.tandemprofiler.agent.config.Setting;
import io.tandemprofiler.model.Window;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against servers that demand TLS, a certificate of the client, a token. */
class SecureUploadTest {
  private static final HeldCertificate AUTHORITY = authority();
  private static final HeldCertificate SERVER =
      signed().addSubjectAlternativeName("127.0.0.1").build();
  private static final HeldCertificate CLIENT = signed().commonName("shop").build();

  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  @TempDir private Path folder;
  private CollectorStandIn collector;
  private Uploader uploader;

  @AfterEach
  void close() {
    uploader.close(2_000);
    collector.close();
  }

  @Test
  void ca_isTrusted() throws Exception {
    collector = new CollectorStandIn(server().build());
    start(credentials(null, AUTHORITY, null));

    assertThat(collector.nextUpload().profile().window()).isEqualTo(new Window(1, 1000));
    assertThat(log).allMatch(SecureUploadTest::isOfADelay);
  }

  @Test
  void ca_ofSomebodyElseIsNotTrusted() throws Exception {
    collector = new CollectorStandIn(server().build());
    start(credentials(null, authority(), null));

    assertThat(nextLine()).matches(SecureUploadTest::isOfADelay);
    assertThat(collector.uploadsSoFar()).isEmpty();
  }

  @Test
  void https_withoutCaTrustsTheJvmsRootsOnly() throws Exception {
    collector = new CollectorStandIn(server().build());
    start(Credentials.NONE);

    assertThat(nextLine()).matches(SecureUploadTest::isOfADelay);
    assertThat(collector.uploadsSoFar()).isEmpty();
  }

  @Test
  void certificate_isShownToACollectorThatDemandsIt() throws Exception {
    collector = new CollectorStandIn(demanding());
    start(credentials(null, AUTHORITY, CLIENT));

    collector.nextUpload();
    assertThat(log).allMatch(SecureUploadTest::isOfADelay);
  }

  @Test
  void certificate_thatIsNotThereIsAnOutage() throws Exception {
    collector = new CollectorStandIn(demanding());
    start(credentials(null, AUTHORITY, null));

    assertThat(nextLine()).matches(SecureUploadTest::isOfADelay);
    assertThat(collector.uploadsSoFar()).isEmpty();
  }

  @Test
  void ca_thatAppearsLaterIsRead() throws Exception {
    collector = new CollectorStandIn(server().build());
    Path ca = folder.resolve("secret-name.pem");
    start(new Credentials(Token.NONE, Optional.of(ca), Optional.empty(), Optional.empty()));
    assertThat(nextLine())
        .contains("the file of the setting ca cannot be read")
        .doesNotContain("secret-name");

    Files.writeString(ca, AUTHORITY.certificatePem());
    collector.nextUpload();
    assertThat(nextLine()).contains("answers again");
  }

  @Test
  void ca_thatIsNoCertificateIsAnOutage() throws Exception {
    collector = new CollectorStandIn(server().build());
    Path ca = Files.writeString(folder.resolve("ca.pem"), "a secret");
    start(new Credentials(Token.NONE, Optional.of(ca), Optional.empty(), Optional.empty()));

    assertThat(nextLine()).doesNotContain("secret").contains("no PEM file");
  }

  @Test
  void ca_thatIsAPipeHoldsNothingUp() throws Exception {
    collector = new CollectorStandIn(server().build());
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    start(new Credentials(Token.NONE, Optional.of(pipe), Optional.empty(), Optional.empty()));

    assertThat(nextLine()).contains("the file of the setting ca cannot be read");
  }

  @Test
  void certificate_withoutKeyIsAnOutage() throws Exception {
    collector = new CollectorStandIn(demanding());
    Path own = Files.writeString(folder.resolve("own.pem"), CLIENT.certificatePem());
    start(new Credentials(Token.NONE, Optional.empty(), Optional.of(own), Optional.empty()));

    assertThat(nextLine()).contains("certificate and key go together: key is not set");
  }

  @Test
  void token_isShownOverTls() throws Exception {
    collector = new CollectorStandIn(server().build());
    collector.demandToken("s3cret");
    start(credentials("s3cret", AUTHORITY, null));

    collector.nextUpload();
    assertThat(log).allMatch(SecureUploadTest::isOfADelay);
  }

  @Test
  void token_isShownWithinThisMachine() throws Exception {
    collector = new CollectorStandIn(InsecureServerCredentials.create());
    collector.demandToken("s3cret");
    start(credentials("s3cret", null, null));

    collector.nextUpload();
  }

  @Test
  void token_thatIsWrongIsAnOutage() throws Exception {
    collector = new CollectorStandIn(InsecureServerCredentials.create());
    collector.demandToken("another");
    start(credentials("s3cret", null, null));

    assertThat(nextRefusal())
        .contains("does not answer (UNAUTHENTICATED)")
        .doesNotContain("s3cret");
    assertThat(collector.nextTurnedAway()).isEqualTo("Bearer s3cret");
  }

  @Test
  void token_isNotShownInClearToAnotherMachine() throws Exception {
    collector = new CollectorStandIn(InsecureServerCredentials.create());
    collector.demandToken("s3cret");
    assertWithheld(credentials("s3cret", null, null));
  }

  @Test
  void tokenFile_replacedIsShownFromTheNextCallOn() throws Exception {
    collector = new CollectorStandIn(InsecureServerCredentials.create());
    collector.demandToken("first");
    start(tokenIn("first\n"));
    assertThat(collector.nextUpload().profile().window()).isEqualTo(new Window(1, 1000));

    tokenIn("other"); // as long as the one before
    collector.demandToken("other");
    uploader.offer(UploaderTest.upload(2), 0);
    assertThat(collector.nextUpload().profile().window()).isEqualTo(new Window(2, 1000));
    assertThat(log).allMatch(SecureUploadTest::isOfADelay);
  }

  @Test
  void tokenFile_thatAppearsLaterIsRead() throws Exception {
    collector = new CollectorStandIn(InsecureServerCredentials.create());
    collector.demandToken("s3cret");
    Credentials credentials = tokenIn("s3cret");
    Files.delete(folder.resolve("secret-name"));
    start(credentials);
    assertThat(nextLine())
        .contains("the file of the setting token_file cannot be read")
        .doesNotContain("secret-name");

    tokenIn("s3cret");
    collector.nextUpload();
    assertThat(nextLine()).contains("answers again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two secrets", "a\nsecret", "secrét"})
  void tokenFile_thatHoldsNoTokenIsAnOutage(String text) throws Exception {
    collector = new CollectorStandIn(InsecureServerCredentials.create());
    start(tokenIn(text));

    assertThat(nextLine())
        .isEqualTo(
            "collector "
                + collector.url()
                + " does not answer (the file of the setting token_file holds no token):"
                + " keeping profiles");
    assertThat(collector.uploadsSoFar()).isEmpty();
  }

  @Test
  void tokenFile_besideATokenIsAnOutage() throws Exception {
    collector = new CollectorStandIn(InsecureServerCredentials.create());
    start(tokenIn(Optional.of("s3cret"), "s3cret"));

    assertThat(nextLine())
        .contains("(token and token_file exclude one another: both are set)")
        .doesNotContain("s3cret");
    assertThat(collector.uploadsSoFar()).isEmpty();
  }

  @Test
  void tokenFile_isNotShownInClearToAnotherMachine() throws Exception {
    collector = new CollectorStandIn(InsecureServerCredentials.create());
    collector.demandToken("s3cret");
    assertWithheld(tokenIn("s3cret"));
  }

  private void assertWithheld(Credentials credentials) throws Exception {
    // all addresses lead to this machine, but the agent cannot know
    start(URI.create("http://0.0.0.0:" + collector.port()), credentials);

    assertThat(nextLine()).startsWith("token is not sent to ").doesNotContain("s3cret");
    assertThat(collector.nextTurnedAway()).isEqualTo("null");
  }

  /** Of a handshake that fails, or that a busy machine held up for too long. */
  private static boolean isOfADelay(String line) {
    return line.matches(
        "collector \\S+ (does not answer \\((UNAVAILABLE|DEADLINE_EXCEEDED)\\): keeping profiles"
            + "|answers again after \\d+ s)");
  }

  private void start(Credentials credentials) {
    start(URI.create(collector.url()), credentials);
  }

  private void start(URI url, Credentials credentials) {
    uploader =
        new Uploader(
            new Destination(Optional.of(url), credentials, Optional.empty()),
            1 << 20,
            UploaderTest.PRODUCER,
            Thread::new,
            Thread::new,
            log::add,
            answer -> {});
    uploader.offer(UploaderTest.upload(1), 0);
    uploader.start();
  }

  /** Writes it into the one file of this test. */
  private Credentials tokenIn(String text) throws IOException {
    return tokenIn(Optional.empty(), text);
  }

  private Credentials tokenIn(Optional<String> set, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("secret-name"), text);
    return new Credentials(
        new Token(set, Optional.of(file), Setting.TOKEN::takes),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private Credentials credentials(String token, HeldCertificate trusted, HeldCertificate own)
      throws IOException {
    return new Credentials(
        new Token(Optional.ofNullable(token), Optional.empty(), Setting.TOKEN::takes),
        write("ca.pem", trusted == null ? null : trusted.certificatePem()),
        write("own.pem", own == null ? null : own.certificatePem()),
        write("key.pem", own == null ? null : own.privateKeyPkcs8Pem()));
  }

  private Optional<Path> write(String name, String pem) throws IOException {
    return pem == null
        ? Optional.empty()
        : Optional.of(Files.writeString(folder.resolve(name), pem));
  }

  private String nextLine() throws InterruptedException {
    String line = log.poll(UploaderTest.PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(line).isNotNull();
    return line;
  }

  /** Of an outage the agent says how it began, once: after a delay another has to begin. */
  private String nextRefusal() throws Exception {
    String line = nextLine();
    while (isOfADelay(line)) {
      uploader.close(2_000);
      start(credentials("s3cret", null, null));
      line = nextLine();
    }
    return line;
  }

  private static ServerCredentials demanding() throws IOException {
    return server()
        .trustManager(stream(AUTHORITY.certificatePem()))
        .clientAuth(ClientAuth.REQUIRE)
        .build();
  }

  private static TlsServerCredentials.Builder server() throws IOException {
    return TlsServerCredentials.newBuilder()
        .keyManager(stream(SERVER.certificatePem()), stream(SERVER.privateKeyPkcs8Pem()));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static HeldCertificate authority() {
    return new HeldCertificate.Builder().certificateAuthority(0).build();
  }

  private static HeldCertificate.Builder signed() {
    return new HeldCertificate.Builder().signedBy(AUTHORITY);
  }
}
