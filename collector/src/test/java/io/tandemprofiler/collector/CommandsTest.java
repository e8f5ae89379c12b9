package io.tandemprofiler.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.store.Retention;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands as a terminal or a pipeline gives them, against a running collector. */
final class CommandsTest {
  private static final Clock CLOCK = Clock.systemUTC();

  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir private static Path data;
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  // One collector serves all tests: each has a service of its own.
  private static Collector collector;
  private final String shop = "shop" + TESTS.incrementAndGet();

  @BeforeAll
  static void start() throws StartException {
    collector =
        Collector.start(InetAddress.getLoopbackAddress(), 0, data, Retention.DEFAULT, CLOCK);
  }

  @AfterAll
  static void stop() {
    collector.close();
  }

  @Test
  void queryTop_printsTheMostExpensiveFunctions() {
    send(upload(1).cpu(3_000_000, "main;parse 2", "main;render 1"));
    assertThat(run("query", "top", "--service", shop, "--last", "1h", "--limit", "2")).isZero();
    assertThat(said(out))
        .isEqualTo(
            """
            cpu_time of shop: 3.000 s in 3 samples of 1 profiles, 3 functions
                 self      total
               66.7 %     66.7 %  Shop.parse
               33.3 %     33.3 %  Shop.render
            """);
  }

  @Test
  void queryLinesAgentsAndServices_printTables() {
    send(upload(1).cpu(3_000_000, "main:7 2"));
    assertThat(run("query", "lines", "--service", shop)).isZero();
    assertThat(run("query", "agents", "--service", shop)).isZero();
    assertThat(run("query", "services")).isZero();
    assertThat(said(out))
        .contains("  100.0 %    100.0 %  Shop.main:7\n", "  one, 0.1.0\n", "Z  shop\n");
  }

  @Test
  void compare_failsWhereAServiceGotDearer() {
    for (int i = 0; i < 3; i++) {
      send(
          upload(i).label("version", "1.4").cpu(100_000, "main;parse 100"),
          upload(10 + i)
              .label("version", "1.5")
              .cpu(112_000 + i * 100, "main;parse 100", "main;index 12"));
    }
    String[] compare = {
      "compare", "--service", shop, "--from", "version=1.4", "--to", "version=1.5"
    };
    assertThat(run(compare)).isZero();
    assertThat(run(with(compare, "--fail-above", "5%"))).isEqualTo(3);
    assertThat(said(out))
        .contains(
            """
            cpu_time of shop for each second that an agent observed
              version=1.4: 10.00 ms (3 profiles, 300 samples)
              version=1.5: 11.21 ms (3 profiles, 336 samples)
            change: +12.1 % (95 %: +12.0 % to +12.2 %)
              +1.20e+03 (95 %:\s""",
            "Shop.index\nfails: +12.1 % is above 5.0 %\n");
    assertThat(run(with(compare, "--fail-above", "15%"))).isZero();
  }

  @Test
  void compare_failsWithoutProfilesToCompare() {
    send(upload(1).label("version", "1.4").cpu(100_000, "main;parse 100"));
    assertThat(run("compare", "--service", shop, "--from", "version=1.4", "--to", "version=2"))
        .isEqualTo(1);
    assertThat(said(errors))
        .isEqualTo(
            "tandem-collector: nothing to compare: shop with version=2 has 0 profiles and"
                + " 0 samples\n");
  }

  @Test
  void importAndExport_carryFilesInAndOut() throws Exception {
    Path in = Files.writeString(folder.resolve("in.txt"), "main;parse 3\nmain 1\n");
    Path exported = folder.resolve("out.txt");
    assertThat(run("import", "--service", shop + "-till", "--label", "from=file", in.toString()))
        .isZero();
    assertThat(said(out)).startsWith(in + ": 1 profiles, 4 samples, at ");
    assertThat(
            run(
                "export",
                "--service",
                shop + "-till",
                "--measure",
                "samples",
                "--format",
                "collapsed",
                "--label",
                "from=file",
                "-o",
                exported.toString()))
        .isZero();
    assertThat(Files.readString(exported)).isEqualTo("main 1\nmain;parse 3\n");
  }

  @Test
  void import_saysWhyAFileIsRefused() throws Exception {
    Path in = Files.writeString(folder.resolve("in.txt"), "main\n");
    assertThat(run("import", "--service", shop + "-till", in.toString())).isEqualTo(1);
    assertThat(said(errors))
        .isEqualTo(
            "tandem-collector: %s: %s answered 422: line 1 is not 'caller;callee count'\n"
                .formatted(in, collector.url()));
    assertThat(run("import", "--service", shop + "-till", "/nowhere")).isEqualTo(1);
    assertThat(said(errors)).endsWith("tandem-collector: cannot read /nowhere\n");
  }

  @Test
  void import_refusesAFileOfTheFuture() throws Exception {
    String pprof =
        "0a0408011002" // samples, count
            + "12060a0101120101" // one, at location 1
            + "2206080122020801" // which is in function 1
            + "2a0408011003" // which is main
            + "3200320773616d706c65733205636f756e7432046d61696e"
            + "48ffffffffffffffff7f"; // in the year 2262
    Path in = Files.write(folder.resolve("in.pb"), HexFormat.of().parseHex(pprof));
    assertThat(run("import", "--service", shop + "-till", in.toString())).isEqualTo(1);
    assertThat(said(errors)).contains("answered 422: R11", "ahead of the collector's clock");
  }

  @Test
  void printed_isNothingThatATerminalObeys() throws Exception {
    assertThat(run("import", "--service", shop, "/no\u001b[2J\u009b31m\u202ewhere")).isEqualTo(1);
    assertThat(said(errors)).contains("cannot read /no\uFFFD[2J\uFFFD31m\uFFFDwhere");
  }

  @Test
  void configure_changesAndTells() {
    assertThat(run("configure", "--service", shop, "cpu_hz=20", "--by", "ann")).isZero();
    assertThat(run("configure", "--all", "enabled=false", "--by", "bob")).isZero();
    out.getBuffer().setLength(0);
    assertThat(run("configure", "--service", shop)).isZero();
    assertThat(said(out).replaceAll("\\d{4}-\\S+ \\S+Z", "TIME"))
        .isEqualTo(
            """
            shop: cpu_hz=20
            agents are told: enabled=false cpu_hz=20
            TIME  bob (127.0.0.1), all services: enabled=false
            TIME  ann (127.0.0.1), shop: cpu_hz=20
            """);
    assertThat(run("configure", "--all", "enabled=true", "--by", "bob")).isZero();
  }

  @Test
  void token_isNeverSentInClearOverANetwork() {
    assertThat(run("query", "services", "--token", "secret", "--collector=http://192.0.2.1:4747"))
        .isEqualTo(1);
    assertThat(said(errors))
        .contains("--token: it would go to http://192.0.2.1:4747 in clear: give an https address")
        .doesNotContain("secret");
  }

  @Test
  void commands_failInOneLineWithoutACollector() {
    assertThat(run("query", "services", "--collector=http://127.0.0.1:1")).isEqualTo(1);
    assertThat(said(errors)).startsWith("tandem-collector: no answer from http://127.0.0.1:1: ");
    assertThat(errors.toString().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "query top",
        "query top --service shop --last 1",
        "compare --service shop --from version=1",
        "compare --service shop --from a=1 --to a=2 --fail-above x",
        "configure cpu_hz=20",
        "configure --service shop cpu_hz",
        "import --service shop",
        "export --service shop -o x --format svg",
        "nonsense"
      })
  void commands_sayWhatIsWrongUse(String line) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(said(errors)).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "serve ",
        "query ",
        "query top ",
        "compare ",
        "import ",
        "export ",
        "configure ",
        "findings ",
        "rules list ",
        "rules test "
      })
  void help_isEverywhere(String command) {
    assertThat(run((command + "--help").split(" "))).isZero();
    assertThat(said(out)).contains("Usage: tandem-collector", "Exit codes:");
    assertThat(run((command + "--version").split(" "))).isZero();
    assertThat(said(out)).endsWith("tandem-collector 0.1.0\n");
  }

  @Test
  void findings_areToldAndFailAPipelineThatSaysSo() {
    send(upload(1).cpu(3_000_000, "words;java.util.regex.Pattern#compile 60", "main 40"));
    assertThat(run("findings", "--service", shop)).isZero();
    assertThat(said(out))
        .isEqualTo("0 open findings of shop\nnothing was analysed yet: see --analyse\n");
    out.getBuffer().setLength(0);

    assertThat(run("findings", "--analyse", "--service", shop)).isZero();
    assertThat(said(out))
        .startsWith("1 open findings of shop\nlooked for: recommendation, ")
        .contains(
            " checks of 100 samples from ",
            "medium   60.0 % of cpu_time  A regular expression is compiled each time",
            "\n        in Shop.words\n");
    assertThat(run("findings", "--fail-at", "high", "--service", shop)).isZero();
    assertThat(run("findings", "--fail-at", "medium", "--service", shop)).isEqualTo(3);
    assertThat(run("findings", "--fail-at", "low", "--severity", "high", "--service", shop))
        .as("not among those that were asked for")
        .isZero();
    out.getBuffer().setLength(0);
    assertThat(run("findings", "--json", "--service", shop)).isZero();
    assertThat(said(out)).startsWith("{\"findings\":[{\"id\":").contains("\"checked\":[{");
  }

  @Test
  void rules_areListedAndTested() throws Exception {
    assertThat(runAlone("rules", "list")).isZero();
    assertThat(said(out)).contains("medium  java    java-regex-compiled-per-use  ");
    Path mine = Files.createDirectory(folder.resolve("rules"));
    String rule =
        "{id: mine, title: T, why: W, fix: F, runtime: java, match: {frames: 'lib.*'},"
            + " threshold: {samples: 3}, measure: samples}";
    Files.writeString(mine.resolve("mine.yaml"), rule);
    Path stacks = Files.writeString(folder.resolve("stacks"), "a.B.c;lib.X.y 3\nmain 1\n");
    out.getBuffer().setLength(0);
    assertThat(runAlone("rules", "test", mine.toString(), "--profile", stacks.toString())).isZero();
    assertThat(said(out).replaceAll(" +", " "))
        .isEqualTo("1 rules, 0 errors\n1 findings in 4 samples\n 75.0 % mine other:lib.X.y\n");

    Files.writeString(mine.resolve("mine.yaml"), rule.replace("measure: samples", ""));
    out.getBuffer().setLength(0);
    assertThat(runAlone("rules", "test", mine.toString(), "--profile", stacks.toString())).isZero();
    assertThat(said(out)).contains("no cpu_time in " + stacks + "\n0 findings in 4 samples\n");

    Files.writeString(mine.resolve("broken.yaml"), "id: mine\nbogus: 1\n");
    assertThat(runAlone("rules", "test", mine.toString())).isEqualTo(1);
    assertThat(said(errors)).contains("broken.yaml:2: 'bogus' is not a field here");
    assertThat(runAlone("rules", "list", "--rules", mine.toString())).isEqualTo(1);
    assertThat(said(out)).contains("medium  java    mine  ");
  }

  private String said(StringWriter where) {
    return where.toString().replace(shop, "shop");
  }

  private int run(String... words) {
    boolean asks = words.length > 1 && !words[words.length - 1].startsWith("--");
    return runAlone(asks ? with(words, "--collector", collector.url()) : words);
  }

  /** Without a collector to ask. */
  private int runAlone(String... words) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(errors, true))
        .execute(words);
  }

  private static String[] with(String[] words, String... more) {
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return all;
  }

  private Uploads upload(long id) {
    return Uploads.upload(id).service(shop).at(CLOCK.millis() - 60_000 + id);
  }

  private void send(Uploads... uploads) {
    try (Agent agent = new Agent(collector.url())) {
      for (Uploads upload : uploads) {
        agent.upload(upload.request());
      }
    }
  }
}
