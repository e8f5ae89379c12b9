package io.tandemprofiler.agent.config;

import java.util.Locale;
import java.util.Optional;

/**
 * Every setting of the agent. This table drives the parsing and the documentation; a setting that
 * is not here does not exist.
 */
@SuppressWarnings("ImmutableEnumChecker") // a Kind is immutable, but has no annotation that says so
public enum Setting {
  SETTINGS(
      Kind.path(),
      "",
      "a file of settings, in UTF-8, one `name=value` a line, as in `cpu_hz=99`; read once, at the"
          + " start"),
  COLLECTOR(
      Kind.url(),
      "http://127.0.0.1:4747",
      "where profiles are sent; `https` trusts the roots that the JVM trusts; `none` sends nothing"),
  TOKEN(
      Kind.token(),
      "",
      "shows the collector who we are; only sent over `https` or within this machine"),
  TOKEN_FILE(
      Kind.path(),
      "",
      "a file that holds the token, read anew for each call, so that it may be replaced; instead"
          + " of `token`"),
  CA(
      Kind.path(),
      "",
      "a PEM file of the certificates that are trusted with `https`, instead of the JVM's roots"),
  CERTIFICATE(Kind.path(), "", "a PEM file with our own certificate, for a collector that asks"),
  KEY(Kind.path(), "", "a PEM file with the certificate's private key (PKCS #8, no password)"),
  AUDIT_FILE(
      Kind.path(), "", "each profile is also appended to this file, as text, before it is sent"),
  SERVICE(
      Kind.text(),
      "",
      "the name that profiles are shown under; else `OTEL_SERVICE_NAME`, else"
          + " `unknown_service:java`"),
  INSTANCE(Kind.text(), "", "tells the processes of a service apart; random where it is not set"),
  LABELS(Kind.labels(), "", "what the service can be filtered by, as in `version=1.4,env=prod`"),
  ENABLED(Kind.onOff(), "on", "`off` in any place wins: no samples, no threads, no connection"),
  OFF_FILE(
      Kind.path(), "", "nothing is sampled as long as this file exists; looked for every second"),
  CPU_HZ(
      Kind.number(0, 250),
      "50",
      "CPU samples per second that a thread executes; slightly different in every window; 0 for"
          + " none"),
  WALL_HZ(Kind.number(0, 20), "1", "samples per second of every Java thread; 0 for none"),
  REPORT_SECONDS(
      Kind.number(10, 2700),
      "300",
      "one profile each; the first ends after 10 s, the last at exit"),
  EXIT_SECONDS(
      Kind.number(1, 300),
      "2",
      "how long the end of the process waits, at most, until its last profile is sent"),
  MAX_DEPTH(
      Kind.number(2, 4096), "1000", "of a deeper stack the innermost frames are kept under one"),
  QUEUE_BYTES(
      Kind.number(65_536, 1 << 30),
      "8388608",
      "profiles that wait for the collector; the oldest are dropped and counted"),
  ALLOC(
      Kind.bytes(),
      "off",
      "one sample each time the program has allocated so much, as in `512k`; async-profiler only"),
  LOCK(
      Kind.micros(),
      "off",
      "one sample each time threads have waited so long for locks, as in `10ms`; async-profiler"
          + " only"),
  OVERHEAD_PERCENT(
      Kind.percent(),
      "1",
      "of one core, or half as much of what the process executes, if that is more: where sampling"
          + " costs more, all rates are halved"),
  LINES(Kind.onOff(), "on", "count the most expensive lines, too"),
  SAMPLER(
      Kind.choice("auto", "async-profiler", "jfr", "thread-dump"),
      "auto",
      "`auto` takes async-profiler and falls back to thread dumps where it cannot load; `jfr`"
          + " needs no native library, and the JVM's options `-XX:+UnlockDiagnosticVMOptions"
          + " -XX:+DebugNonSafepoints` to tell inlined methods from their callers"),
  JEP(
      Kind.choice("auto", "on", "off"),
      "auto",
      "Python frames of a JVM that embeds Python by Jep, where `tandem-jep-bridge.jar` is on the"
          + " class path or beside the agent's jar; `on` says so where it is not"),
  JEP_HZ(
      Kind.number(1, 50),
      "10",
      "looks a second at the threads that are in Python: they divide what was sampled there"),
  JEP_FRAMES(Kind.onOff(), "off", "Jep's own frames between those of Java and of Python"),
  GENERATED_NAMES(
      Kind.onOff(),
      "off",
      "names of Python code that was made at run time, as of texts given to Jep; no collector can"
          + " switch it on"),
  HEAP_SUMMARY(
      Kind.onOff(),
      "off",
      "count the objects on the heap by class, at most every five minutes; no collector can switch"
          + " it on"),
  HEAP_STALL_MILLIS(
      Kind.number(1, 1000),
      "50",
      "no heap summary where counting would stop the application for longer");

  private final Kind kind;
  private final String standard;
  private final String meaning;

  Setting(Kind kind, String standard, String meaning) {
    this.kind = kind;
    this.standard = standard;
    this.meaning = meaning;
  }

  /** The setting of this name, as in {@code cpu_hz}. */
  public static Optional<Setting> named(String word) {
    for (Setting setting : values()) {
      if (setting.word().equals(word)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }

  /** Its name in the agent argument and in code, as in {@code cpu_hz}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its environment variable, as in {@code TANDEM_CPU_HZ}. */
  public String variable() {
    return "TANDEM_" + name();
  }

  /** Its system property, as in {@code tandem.cpu_hz}. */
  public String property() {
    return "tandem." + word();
  }

  /** What holds where nothing is set, as text; empty for none. */
  public String standard() {
    return standard;
  }

  /** What it does, in one sentence of Markdown. */
  public String meaning() {
    return meaning;
  }

  /** What it takes, as in "a number from 0 to 250". */
  public String expectation() {
    return kind.expectation();
  }

  /** Whether this is a text it takes. */
  public boolean takes(String text) {
    try {
      Object unused = parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  Object parse(String text) {
    return kind.parse(text);
  }

  Object standardValue() {
    return standard.isEmpty() && this != LABELS ? "" : kind.parse(standard);
  }
}
