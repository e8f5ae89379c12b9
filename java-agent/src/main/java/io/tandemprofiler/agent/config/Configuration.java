package io.tandemprofiler.agent.config;

import io.tandemprofiler.model.AgentConfiguration;
import io.tandemprofiler.model.Label;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What holds: one value for every setting. Immutable. */
public final class Configuration {

  private final Map<Setting, Object> values;
  private final Set<Setting> local;

  /**
   * @param values one for every setting
   * @param local which of them somebody set in this process
   */
  Configuration(Map<Setting, Object> values, Set<Setting> local) {
    this.values = new EnumMap<>(values);
    this.local = local.isEmpty() ? EnumSet.noneOf(Setting.class) : EnumSet.copyOf(local);
  }

  /** Empty where nothing is to be sent. */
  public Optional<URI> collector() {
    return Optional.of((URI) values.get(Setting.COLLECTOR)).filter(uri -> !uri.equals(Kind.NOBODY));
  }

  /** Empty where there is none. */
  public Optional<Path> auditFile() {
    return path(Setting.AUDIT_FILE);
  }

  /** Empty where there is none. */
  public Optional<Path> offFile() {
    return path(Setting.OFF_FILE);
  }

  /** Empty where there is none. */
  public Optional<String> token() {
    return Optional.of((String) values.get(Setting.TOKEN)).filter(token -> !token.isEmpty());
  }

  /** Empty where there is none. */
  public Optional<Path> tokenFile() {
    return path(Setting.TOKEN_FILE);
  }

  /** Empty where the JVM's own roots are trusted. */
  public Optional<Path> ca() {
    return path(Setting.CA);
  }

  /** Empty where there is none. */
  public Optional<Path> certificate() {
    return path(Setting.CERTIFICATE);
  }

  /** Empty where there is none. */
  public Optional<Path> key() {
    return path(Setting.KEY);
  }

  /** Empty where nothing says it. */
  public String service() {
    return (String) values.get(Setting.SERVICE);
  }

  /** Empty where nothing says it. */
  public String instance() {
    return (String) values.get(Setting.INSTANCE);
  }

  /** Ascending by name as UTF-8 bytes, one each. */
  public List<Label> labels() {
    return ((List<?>) values.get(Setting.LABELS))
        .stream().map(Label.class::cast).collect(Collectors.toUnmodifiableList());
  }

  public boolean enabled() {
    return (Boolean) values.get(Setting.ENABLED);
  }

  public int cpuHz() {
    return number(Setting.CPU_HZ);
  }

  public int wallHz() {
    return number(Setting.WALL_HZ);
  }

  public int reportSeconds() {
    return number(Setting.REPORT_SECONDS);
  }

  /** How long an end waits, at most, for the last profile to be sent. */
  public int exitSeconds() {
    return number(Setting.EXIT_SECONDS);
  }

  public int maxDepth() {
    return number(Setting.MAX_DEPTH);
  }

  public int queueBytes() {
    return number(Setting.QUEUE_BYTES);
  }

  /** From one sample to the next; 0 for none. */
  public int allocatedBytes() {
    return number(Setting.ALLOC);
  }

  /** From one sample to the next; 0 for none. */
  public int lockMicros() {
    return number(Setting.LOCK);
  }

  /** Of one core, or half as much of what the process executes, if that is more. */
  public double overheadPercent() {
    return (Double) values.get(Setting.OVERHEAD_PERCENT);
  }

  /** Whether the other asks for the same samples. */
  public boolean samplesAs(Configuration other) {
    return cpuHz() == other.cpuHz() && wallHz() == other.wallHz() && maxDepth() == other.maxDepth();
  }

  public boolean lines() {
    return (Boolean) values.get(Setting.LINES);
  }

  /** One of {@code auto}, {@code async-profiler}, {@code jfr} and {@code thread-dump}. */
  public String sampler() {
    return (String) values.get(Setting.SAMPLER);
  }

  /**
   * The value of a setting by its name, as text: {@code true} or {@code false} for a switch.
   *
   * @throws IllegalArgumentException where there is no such setting
   */
  public String text(String word) {
    Setting setting =
        Setting.named(word).orElseThrow(() -> new IllegalArgumentException("no setting " + word));
    return values.get(setting).toString();
  }

  public boolean heapSummary() {
    return (Boolean) values.get(Setting.HEAP_SUMMARY);
  }

  public int heapStallMillis() {
    return number(Setting.HEAP_STALL_MILLIS);
  }

  /**
   * What holds after the collector's answer: it replaces what nobody set here, lowers what somebody
   * did, may switch off, and never raises a local value nor switches on. An answer outside a
   * setting's range changes nothing.
   */
  public Configuration under(AgentConfiguration asked) {
    Map<Setting, Object> narrowed = new EnumMap<>(values);
    if (asked.disabled()) {
      narrowed.put(Setting.ENABLED, false);
    }
    put(narrowed, Setting.CPU_HZ, limited(Setting.CPU_HZ, asked.cpuHz()));
    put(narrowed, Setting.WALL_HZ, limited(Setting.WALL_HZ, asked.wallHz()));
    put(narrowed, Setting.MAX_DEPTH, limited(Setting.MAX_DEPTH, asked.maxDepth()));
    put(narrowed, Setting.REPORT_SECONDS, limited(Setting.REPORT_SECONDS, asked.reportSeconds()));
    return new Configuration(narrowed, local);
  }

  private int limited(Setting setting, int asked) {
    return local.contains(setting) ? Math.min(asked, number(setting)) : asked;
  }

  private static void put(Map<Setting, Object> values, Setting setting, int asked) {
    if (asked == 0) {
      return;
    }
    try {
      values.put(setting, setting.parse(Integer.toString(asked)));
    } catch (IllegalArgumentException e) {
      // a collector that asks for nonsense is not worth a line every minute
    }
  }

  private Optional<Path> path(Setting setting) {
    Object path = values.get(setting);
    return path instanceof Path ? Optional.of((Path) path) : Optional.empty();
  }

  private int number(Setting setting) {
    return (Integer) values.get(setting);
  }
}
