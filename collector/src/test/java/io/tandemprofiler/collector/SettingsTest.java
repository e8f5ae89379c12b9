package io.tandemprofiler.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

final class SettingsTest {
  private static final Map<String, String> VALUES =
      Map.of(
          "port", "1",
          "keep-profiles", "2",
          "keep-hours", "3",
          "keep-days", "4",
          "keep-bytes", "5GiB",
          "drain", "6",
          "insecure", "true",
          "log-format", "json",
          "webhook-severity", "high");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("collector.yaml");
  }

  @Test
  void commandLine_winsOverTheEnvironmentAndThatOverTheFile() throws IOException {
    write("port: 1", "listen: 127.0.0.2", "data: /file");
    Map<String, String> environment =
        Map.of("TANDEM_COLLECTOR_LISTEN", "127.0.0.3", "TANDEM_COLLECTOR_DATA", "/environment");

    CommandLine serve = parse(environment, "--config", file.toString(), "--data", "/line");

    assertThat(value(serve, "port")).isEqualTo("1");
    assertThat(value(serve, "listen")).isEqualTo("127.0.0.3");
    assertThat(value(serve, "data")).isEqualTo("/line");
    assertThat(value(serve, "keep-hours")).as("nobody's").isEqualTo("PT1440H");
  }

  @Test
  void everyOption_isASettingOfTheFileAndOfTheEnvironment() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    Map<String, String> environment = new TreeMap<>();
    StringBuilder yaml = new StringBuilder();
    for (OptionSpec option : parse(Map.of()).getCommandSpec().options()) {
      String name = option.longestName().substring(2);
      if (!List.of("help", "version", "config").contains(name)) {
        String text = VALUES.getOrDefault(name, isFlag(option) ? "true" : "other");
        yaml.append(name).append(": ").append(text).append('\n');
        environment.put(
            "TANDEM_COLLECTOR_" + name.replace('-', '_').toUpperCase(Locale.ROOT), text);
        expected.put(name, value(parse(Map.of(), "--" + name + "=" + text), name));
      }
    }
    Files.writeString(file, yaml);

    CommandLine byFile = parse(Map.of(), "--config=" + file);
    CommandLine byEnvironment = parse(environment);

    expected.forEach(
        (name, value) -> {
          assertThat(value(byFile, name)).as("file: " + name).isEqualTo(value);
          assertThat(value(byEnvironment, name)).as("environment: " + name).isEqualTo(value);
        });
    assertThat(expected).containsKeys("port", "listen", "data", "rules", "certificate", "webhook");
  }

  private static boolean isFlag(OptionSpec option) {
    return option.type() == boolean.class || option.type() == Boolean.class;
  }

  @Test
  void config_isTakenFromTheEnvironment() throws IOException {
    write("port: 1");
    assertThat(value(parse(Map.of("TANDEM_COLLECTOR_CONFIG", file.toString())), "port"))
        .isEqualTo("1");
  }

  @Test
  void environment_isNotWhatKubernetesSaysOfAService() {
    Map<String, String> links = Map.of("TANDEM_COLLECTOR_PORT", "tcp://10.0.0.7:4747");
    assertThat(value(parse(links), "port")).isEqualTo("4747");
  }

  @Test
  void errors_sayFileLineAndReason() throws IOException {
    write(
        "# of the shop",
        "port: many",
        "keep-bites: 50GiB",
        "data: /one",
        "data: /two",
        "rules: [a, b]",
        "listen:",
        "config: other.yaml",
        "unheard-of: 1");
    assertThat(Settings.of(Optional.of(file), Map.of("TANDEM_COLLECTOR_DRAIN", "soon")).errors())
        .containsExactlyInAnyOrder(
            file + ":2: Invalid value for option '--port': 'many' is not an int",
            file + ":3: 'keep-bites' is not known; there is 'keep-bytes'",
            file + ":5: 'data' is there twice; first in line 4",
            file + ":6: 'rules' is not one value",
            file + ":7: 'listen' is not one value",
            file + ":8: 'config' is not known",
            file + ":9: 'unheard-of' is not known",
            "TANDEM_COLLECTOR_DRAIN: Invalid value for option '--drain': 'soon' is not"
                + " from 0 to 3600 seconds");
  }

  @Test
  void errors_sayWhyAFileCannotBeRead() throws IOException {
    assertThat(errors()).singleElement().asString().startsWith(file + ": cannot be read: ");
    Files.write(file, "port: \u00e4".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(errors()).containsExactly(file + ": is not UTF-8");
    Files.writeString(file, "# ".repeat(40_000));
    assertThat(errors()).containsExactly(file + ": is over 65536 bytes");
    write("port: 1", "data: 'open");
    assertThat(errors()).singleElement().asString().matches("\\Q" + file + "\\E:\\d+: .*");
    write("- port");
    assertThat(errors()).containsExactly(file + ":1: is not a list of settings as in 'port: 4747'");
    write("# nothing is set");
    assertThat(errors()).isEmpty();
  }

  @Test
  void serve_isRefusedWithWrongSettings() throws IOException {
    write("prot: 0");
    assertThat(Main.execute(new String[] {"serve", "--config", file.toString()}, Map.of()))
        .isEqualTo(2);
    assertThat(Main.execute(new String[] {"serve", "--config"}, Map.of())).isEqualTo(2);
  }

  @Test
  void checkConfig_saysWhetherAFileCanBeServed() throws IOException {
    write("port: 0", "keep-bytes: 1GiB");
    assertThat(check()).isEqualTo("0 " + file + ": can be served\n");
    write("port: 0", "prot: 1");
    assertThat(check()).isEqualTo("1 " + file + ":2: 'prot' is not known; there is 'port'\n");
    write("port: 70000");
    assertThat(check()).isEqualTo("1 " + file + ": --port: 70000 is not from 0 to 65535\n");
    write("certificate: server.pem");
    assertThat(check()).startsWith("1 " + file + ": --certificate and --key belong together");
    write("webhook: nowhere");
    assertThat(check()).isEqualTo("1 " + file + ": --webhook: is not an http or https URL\n");
  }

  private String check() {
    StringWriter out = new StringWriter();
    int code =
        new CommandLine(new CheckConfigCommand())
            .setOut(new PrintWriter(out))
            .execute(file.toString());
    return code + " " + out;
  }

  private void write(String... lines) throws IOException {
    Files.write(file, List.of(lines));
  }

  private List<String> errors() {
    return Settings.of(Optional.of(file), Map.of()).errors();
  }

  private static CommandLine parse(Map<String, String> environment, String... arguments) {
    Settings settings = Settings.of(arguments, environment);
    assertThat(settings.errors()).isEmpty();
    CommandLine serve = new CommandLine(new ServeCommand()).setDefaultValueProvider(settings);
    serve.parseArgs(arguments);
    return serve;
  }

  private static String value(CommandLine serve, String option) {
    return String.valueOf(serve.getCommandSpec().findOption("--" + option).<Object>getValue());
  }
}
