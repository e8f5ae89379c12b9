package io.tandemprofiler.collector.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Asks a running collector; to be mixed into commands. */
final class CollectorClient {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(4);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--collector",
      paramLabel = "URL",
      defaultValue = "${env:TANDEM_COLLECTOR:-http://127.0.0.1:4747}",
      description = "The collector to ask. Default: ${DEFAULT-VALUE}")
  private URI collector;

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
    StringBuilder url = new StringBuilder(collector.toString().replaceFirst("/+$", ""));
    url.append("/api/v1/").append(path);
    char separator = '?';
    for (Map.Entry<String, String> parameter : parameters) {
      url.append(separator)
          .append(parameter.getKey())
          .append('=')
          .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
      separator = '&';
    }
    try {
      return HttpRequest.newBuilder(URI.create(url.toString())).timeout(ANSWER);
    } catch (IllegalArgumentException e) {
      throw new CommandException("--collector: '" + collector + "' is not an http address");
    }
  }

  private byte[] send(HttpRequest.Builder request) {
    HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
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
