package io.tandemprofiler.collector;

import io.tandemprofiler.collector.notify.Webhook;
import io.tandemprofiler.collector.store.Severity;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say who is told of findings. */
final class WebhookOptions {
  private static final int MAX_PORT = 65535;

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description = "Is sent findings that open or come back, as JSON; Slack's will do.")
  private String url;

  @Option(
      names = "--webhook-severity",
      paramLabel = "low|medium|high",
      defaultValue = "medium",
      converter = Severities.class,
      description = "The least that it is sent. Default: ${DEFAULT-VALUE}")
  private Severity severity;

  /** Empty where nobody is to be told. */
  Optional<Webhook> get(CommandLine commandLine) {
    if (url == null) {
      return Optional.empty();
    }
    try {
      URI address = new URI(url);
      boolean isHttp =
          "http".equalsIgnoreCase(address.getScheme())
              || "https".equalsIgnoreCase(address.getScheme());
      if (isHttp && address.getHost() != null && address.getPort() <= MAX_PORT) {
        return Optional.of(new Webhook(address, severity));
      }
    } catch (URISyntaxException e) {
      // Said below: the message of the exception holds the URL, which may be a secret.
    }
    throw new ParameterException(commandLine, "--webhook: is not an http or https URL");
  }

  /** As in {@code medium}. */
  static final class Severities implements CommandLine.ITypeConverter<Severity> {
    @Override
    public Severity convert(String text) {
      for (Severity severity : Severity.values()) {
        if (severity.word().equals(text)) {
          return severity;
        }
      }
      throw new CommandLine.TypeConversionException("'" + text + "' is not low, medium or high");
    }
  }
}
