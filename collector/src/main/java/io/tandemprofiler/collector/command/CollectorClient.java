package io.tandemprofiler.collector.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import picocli.CommandLine.Option;

/** Asks a running collector; to be mixed into commands. */
final class CollectorClient {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(4);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern THIS_MACHINE =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1\\]");

  @Option(
      names = "--collector",
      paramLabel = "URL",
      defaultValue = "${env:TANDEM_COLLECTOR:-http://127.0.0.1:4747}",
      description = "The collector to ask. Default: ${DEFAULT-VALUE}")
  private URI collector;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      defaultValue = "${env:TANDEM_CA}",
      description = "PEM; the authority that an https collector is trusted by, if not the JVM's.")
  private Path authority;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      defaultValue = "${env:TANDEM_CERTIFICATE}",
      description = "PEM; what is shown to a collector that demands a certificate.")
  private Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      defaultValue = "${env:TANDEM_KEY}",
      description = "Of the certificate: PEM, PKCS#8, without a password.")
  private Path key;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:TANDEM_TOKEN}",
      description =
          "Shown to a collector that asks who comes. Better by TANDEM_TOKEN: others on this machine"
              + " can see what a command is given.")
  private String token;

  /**
   * Returns where the collector answers that it is so.
   *
   * @param what {@code live} or {@code ready}
   */
  void requireHealth(String what) {
    send(request("/health/", what, List.of()).GET());
  }

  /** The answer of a path below {@code /api/v1/}. */
  JsonNode get(String path, List<Map.Entry<String, String>> parameters) {
    return json(bytes(path, parameters));
  }

  byte[] bytes(String path, List<Map.Entry<String, String>> parameters) {
    return send(request(path, parameters).GET());
  }

  JsonNode post(String path, List<Map.Entry<String, String>> parameters, BodyPublisher body) {
    return json(send(request(path, parameters).POST(body)));
  }

  JsonNode post(String path, List<Map.Entry<String, String>> parameters) {
    return post(path, parameters, BodyPublishers.noBody());
  }

  private HttpRequest.Builder request(String path, List<Map.Entry<String, String>> parameters) {
    return request("/api/v1/", path, parameters);
  }

  private HttpRequest.Builder request(
      String below, String path, List<Map.Entry<String, String>> parameters) {
    StringBuilder url = new StringBuilder(collector.toString().replaceFirst("/+$", ""));
    url.append(below).append(path);
    char separator = '?';
    for (Map.Entry<String, String> parameter : parameters) {
      url.append(separator)
          .append(parameter.getKey())
          .append('=')
          .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
      separator = '&';
    }
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url.toString())).timeout(ANSWER);
      return token == null ? request : request.header("Authorization", "Bearer " + checked(token));
    } catch (IllegalArgumentException e) {
      throw new CommandException("--collector: '" + collector + "' is not an http address");
    }
  }

  /** It never goes over a network in clear. The JDK's own message on a wrong one would show it. */
  private String checked(String token) {
    if (!"https".equals(collector.getScheme())
        && !THIS_MACHINE.matcher(String.valueOf(collector.getHost())).matches()) {
      throw new CommandException(
          "--token: it would go to " + collector + " in clear: give an https address");
    }
    if (!token.matches("[!-~]+")) {
      throw new CommandException("--token: that is no token");
    }
    return token;
  }

  private byte[] send(HttpRequest.Builder request) {
    HttpClient client =
        HttpClient.newBuilder().connectTimeout(CONNECT).sslContext(sslContext()).build();
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new CommandException(reason(response));
      }
      return response.body();
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new CommandException("no answer from " + collector + ": " + reason);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
  }

  /** Netty's builder reads PEM files, which the JDK cannot. */
  private SSLContext sslContext() {
    if ((certificate == null) != (key == null)) {
      throw new CommandException("--certificate and --key belong together: one is missing");
    }
    SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
    try {
      if (authority != null) {
        builder.trustManager(authority.toFile());
      }
      if (certificate != null) {
        builder.keyManager(certificate.toFile(), key.toFile());
      }
      return ((JdkSslContext) builder.build()).context();
    } catch (SSLException | IllegalArgumentException e) { // whose message can have a key's text
      throw new CommandException("--ca, --certificate or --key is no PEM file of its kind");
    }
  }

  private String reason(HttpResponse<byte[]> response) {
    String body = new String(response.body(), StandardCharsets.UTF_8);
    String error = body.startsWith("{") ? json(response.body()).path("error").asText(body) : body;
    return collector + " answered " + response.statusCode() + ": " + error;
  }

  private JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new CommandException(collector + " answered no JSON: is it a collector of Tandem's?");
    }
  }
}
