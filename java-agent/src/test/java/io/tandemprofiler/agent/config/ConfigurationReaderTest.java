package io.tandemprofiler.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.model.AgentConfiguration;
import io.tandemprofiler.model.Label;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void read_givesTheDefaultsWhereNothingIsSet() {
    Configuration configuration = new ConfigurationReader().read(log::add);

    assertThat(configuration.collector()).contains(URI.create("http://127.0.0.1:4747"));
    assertThat(configuration.auditFile()).isEmpty();
    assertThat(configuration.heapSummary()).isFalse();
    assertThat(configuration.heapStallMillis()).isEqualTo(50);
    assertThat(configuration.service()).isEmpty();
    assertThat(configuration.labels()).isEmpty();
    assertThat(configuration.enabled()).isTrue();
    assertThat(configuration.cpuHz()).isEqualTo(50);
    assertThat(configuration.wallHz()).isEqualTo(1);
    assertThat(configuration.reportSeconds()).isEqualTo(300);
    assertThat(configuration.exitSeconds()).isEqualTo(2);
    assertThat(configuration.maxDepth()).isEqualTo(1000);
    assertThat(configuration.queueBytes()).isEqualTo(8 << 20);
    assertThat(configuration.sampler()).isEqualTo("auto");
    assertThat(log).isEmpty();
  }

  @Test
  void read_letsThePlaceThatComesLaterWin() {
    assertThat(cpuHz("1", null, null, null)).isEqualTo(1);
    assertThat(cpuHz("1", "2", null, null)).isEqualTo(2);
    assertThat(cpuHz("1", "2", "3", null)).isEqualTo(3);
    assertThat(cpuHz("1", "2", "3", "4")).isEqualTo(4);
  }

  @Test
  void read_letsOffWinFromAnywhere() {
    assertThat(enabled("off", "on", "on", "on")).isFalse();
    assertThat(enabled("on", "off", "on", "on")).isFalse();
    assertThat(enabled("on", "on", "off", "on")).isFalse();
    assertThat(enabled("on", "on", "on", "off")).isFalse();
    assertThat(enabled("on", "on", "on", "on")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"code", "environment", "property", "argument"})
  void read_takesTheFileThatAnyPlaceNamesBelowAllOfThem(String place, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("tandem.properties");
    Files.writeString(file, "# shop\nservice = Läden\ncpu_hz=7\nwall_hz=3\n");
    String named = file.toString();
    Properties properties = new Properties();
    if (place.equals("property")) {
      properties.setProperty("tandem.settings", named);
    }
    Configuration configuration =
        new ConfigurationReader()
            .code(
                place.equals("code")
                    ? Map.of("settings", named, "cpu_hz", "9")
                    : Map.of("cpu_hz", "9"))
            .environment(
                place.equals("environment")
                    ? Map.of("TANDEM_SETTINGS", named, "OTEL_SERVICE_NAME", "otel")
                    : Map.of("OTEL_SERVICE_NAME", "otel"))
            .properties(properties)
            .argument(place.equals("argument") ? "settings=" + named : "max_depth=50")
            .read(log::add);

    assertThat(configuration.service()).isEqualTo("Läden");
    assertThat(configuration.cpuHz()).isEqualTo(9);
    assertThat(configuration.wallHz()).isEqualTo(3);
    assertThat(configuration.under(asking(100)).cpuHz()).isEqualTo(9);
    assertThat(log).isEmpty();
  }

  @Test
  void read_letsOffInTheFileWin(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tandem.properties");
    Files.writeString(file, "enabled=off");

    assertThat(
            new ConfigurationReader()
                .argument("enabled=on,settings=" + file)
                .read(log::add)
                .enabled())
        .isFalse();
  }

  @Test
  void read_saysWhatIsWrongWithTheFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tandem.properties");
    Files.writeString(file, "password=s3cret\ncpu_hz=s3cret\nsettings=other");
    Path broken = folder.resolve("broken.properties");
    Files.writeString(broken, "service=\\u12");
    new ConfigurationReader().argument("settings=" + file).read(log::add);
    new ConfigurationReader().argument("settings=" + folder).read(log::add);
    new ConfigurationReader().argument("settings=" + broken).read(log::add);
    Configuration without =
        new ConfigurationReader().argument("cpu_hz=9,settings=/nowhere/s3cret").read(log::add);

    assertThat(without.cpuHz()).isEqualTo(9);
    assertThat(log)
        .containsExactly(
            "a name in the settings file is no setting: ignored",
            "cpu_hz in the settings file is not a number from 0 to 250: using 50",
            "the settings file cannot be read (FileNotFoundException): going on without it",
            "the settings file cannot be read (IllegalArgumentException): going on without it",
            "the settings file cannot be read (FileNotFoundException): going on without it");
  }

  @Test
  void read_saysInOneLineWhatIsWrongAndWhatIsUsed() {
    new ConfigurationReader()
        .environment(Map.of("TANDEM_CPU_HZ", "40"))
        .argument("cpu_hz=many,labels=env,sampler=magic\n,hz=3")
        .read(log::add);

    assertThat(log)
        .containsExactly(
            "part 4 of the agent argument is no setting: ignored",
            "labels in the agent argument is not a list name=value,name=value of at most 32"
                + " different names: using the default",
            "cpu_hz in the agent argument is not a number from 0 to 250: using 40",
            "sampler in the agent argument is not one of auto, async-profiler, jfr, thread-dump:"
                + " using the default");
  }

  @Test
  void read_neverShowsThePathThatHolds() {
    new ConfigurationReader()
        .environment(Map.of("TANDEM_AUDIT_FILE", "/home/ann/uploads.txt"))
        .argument("audit_file=\0")
        .read(log::add);

    assertThat(log).hasSize(1);
    assertThat(log.get(0)).endsWith(": using what was set before").doesNotContain("ann");
  }

  @Test
  void read_neverShowsWhatAnAddressMayHide() {
    new ConfigurationReader().argument("collector=http://me:secret@host:1").read(log::add);

    assertThat(log)
        .containsExactly(
            "collector in the agent argument is not http://host:port, https://host:port or none: using"
                + " http://127.0.0.1:4747");
  }

  @Test
  void read_neverShowsTheRestOfASecretThatHeldAComma() {
    new ConfigurationReader()
        .argument("collector=http://user:pa,ssw0rd@127.0.0.1:1,S3cret=x,colour=blue")
        .read(log::add);

    assertThat(log)
        .containsExactly(
            "part 2 of the agent argument is no setting: ignored",
            "part 3 of the agent argument is no setting: ignored",
            "part 4 of the agent argument is no setting: ignored",
            "collector in the agent argument is not http://host:port, https://host:port or none: using"
                + " http://127.0.0.1:4747");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65536, 70000})
  void read_refusesAPortThatIsNone(int port) {
    Configuration configuration =
        new ConfigurationReader().argument("collector=http://127.0.0.1:" + port).read(log::add);

    assertThat(configuration.collector()).contains(URI.create("http://127.0.0.1:4747"));
    assertThat(log)
        .containsExactly(
            "collector in the agent argument is not http://host:port, https://host:port or none: using"
                + " http://127.0.0.1:4747");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://a:1", "http://a:65535", "https://a.b/", "http://[::1]:4747"})
  void read_takesACollector(String url) {
    assertThat(new ConfigurationReader().argument("collector=" + url).read(log::add).collector())
        .contains(URI.create(url));
    assertThat(log).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "off, 0",
    "0, 0",
    "524288, 524288",
    "512k, 524288",
    "1M, 1048576",
  })
  void read_takesASizeInTheFieldsWords(String text, int bytes) {
    assertThat(new ConfigurationReader().argument("alloc=" + text).read(log::add).allocatedBytes())
        .isEqualTo(bytes);
    assertThat(log).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"off, 0", "100us, 100", "10ms, 10000", "1s, 1000000"})
  void read_takesADurationInTheFieldsWords(String text, int micros) {
    assertThat(new ConfigurationReader().argument("lock=" + text).read(log::add).lockMicros())
        .isEqualTo(micros);
    assertThat(log).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"k", "-1", "1g", "4096m", "1.5m", "0k", "10"})
  void read_refusesWhatIsNoDurationAndTooMuch(String text) {
    Configuration configuration =
        new ConfigurationReader()
            .argument("lock=" + text + ",alloc=" + text.replaceAll("^10$", "10ms"))
            .read(log::add);

    assertThat(configuration.lockMicros() + configuration.allocatedBytes()).isZero();
    assertThat(log).hasSize(2).allMatch(line -> line.contains("in the agent argument is not off"));
  }

  @Test
  void read_takesNobodyForACollector() {
    assertThat(new ConfigurationReader().argument("collector=none").read(log::add).collector())
        .isEmpty();
    assertThat(log).isEmpty();
  }

  @Test
  void read_takesAFileForAudits() {
    assertThat(new ConfigurationReader().argument("audit_file=a b/c").read(log::add).auditFile())
        .contains(Path.of("a b/c"));
    assertThat(log).isEmpty();
  }

  @Test
  void under_leavesTheHeapToWhatWasSetHere() {
    Configuration off = new ConfigurationReader().read(log::add);
    Configuration on = new ConfigurationReader().argument("heap_summary=on").read(log::add);

    assertThat(off.under(asking(7)).heapSummary()).isFalse();
    assertThat(on.under(asking(7)).heapSummary()).isTrue();
  }

  @Test
  void read_namesAnUnknownSystemProperty() {
    Properties properties = new Properties();
    properties.setProperty("tandem.cpuhz", "3");
    new ConfigurationReader().properties(properties).read(log::add);

    assertThat(log).containsExactly("a name in -Dtandem is no setting: ignored");
  }

  @Test
  void read_takesTheServiceFromOpenTelemetryWhereNothingElseSaysIt() {
    Map<String, String> otel = Map.of("OTEL_SERVICE_NAME", "otel");

    assertThat(new ConfigurationReader().environment(otel).read(log::add).service())
        .isEqualTo("otel");
    assertThat(
            new ConfigurationReader()
                .code(Map.of("service", "code"))
                .environment(otel)
                .read(log::add)
                .service())
        .isEqualTo("code");
  }

  @Test
  void argument_letsPartsThatAreNoSettingContinueTheLabels() {
    Configuration configuration =
        new ConfigurationReader()
            .argument("labels=version=1.4,env=prod,note=a=b,cpu_hz=7")
            .read(log::add);

    assertThat(configuration.labels())
        .containsExactly(
            new Label("env", "prod"), new Label("note", "a=b"), new Label("version", "1.4"));
    assertThat(configuration.cpuHz()).isEqualTo(7);
    assertThat(log).isEmpty();
  }

  @Test
  void under_replacesDefaultsButOnlyLowersWhatWasSetHere() {
    Configuration unset = new ConfigurationReader().read(log::add);
    Configuration set = new ConfigurationReader().argument("cpu_hz=20").read(log::add);

    assertThat(unset.under(asking(100)).cpuHz()).isEqualTo(100);
    assertThat(set.under(asking(100)).cpuHz()).isEqualTo(20);
    assertThat(set.under(asking(5)).cpuHz()).isEqualTo(5);
    assertThat(set.under(asking(0)).cpuHz()).isEqualTo(20);
    assertThat(unset.under(asking(9999)).cpuHz()).isEqualTo(50);
  }

  @ParameterizedTest
  @CsvSource({"cpu_hz, 50", "wall_hz, 1", "report_seconds, 300", "max_depth, 1000"})
  void under_raisesNothingThatWasSetHere(String setting, String standard) {
    Configuration unset = new ConfigurationReader().read(log::add);
    Configuration set = new ConfigurationReader().argument(setting + "=12").read(log::add);
    AgentConfiguration more = new AgentConfiguration(1, false, 13, 13, 13, 13);
    AgentConfiguration less = new AgentConfiguration(1, false, 11, 11, 11, 11);

    assertThat(unset.text(setting)).isEqualTo(standard);
    assertThat(unset.under(more).text(setting)).isEqualTo("13");
    assertThat(set.under(more).text(setting)).isEqualTo("12");
    assertThat(set.under(less).text(setting)).isEqualTo("11");
  }

  @Test
  void under_switchesOffButNeverOn() {
    Configuration on = new ConfigurationReader().read(log::add);
    Configuration off = new ConfigurationReader().argument("enabled=off").read(log::add);

    assertThat(on.under(new AgentConfiguration(1, true, 0, 0, 0, 0)).enabled()).isFalse();
    assertThat(off.under(new AgentConfiguration(1, false, 0, 0, 0, 0)).enabled()).isFalse();
  }

  private static AgentConfiguration asking(int cpuHz) {
    return new AgentConfiguration(1, false, cpuHz, 0, 0, 0);
  }

  private int cpuHz(String code, String environment, String property, String argument) {
    return everywhere("cpu_hz", code, environment, property, argument).cpuHz();
  }

  private boolean enabled(String code, String environment, String property, String argument) {
    return everywhere("enabled", code, environment, property, argument).enabled();
  }

  private Configuration everywhere(
      String setting, String code, String environment, String property, String argument) {
    ConfigurationReader reader = new ConfigurationReader().code(Map.of(setting, code));
    Setting named = Setting.named(setting).orElseThrow();
    if (environment != null) {
      reader.environment(Map.of(named.variable(), environment));
    }
    if (property != null) {
      Properties properties = new Properties();
      properties.setProperty(named.property(), property);
      reader.properties(properties);
    }
    return reader.argument(argument == null ? null : setting + "=" + argument).read(log::add);
  }
}
