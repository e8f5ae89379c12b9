package io.tandemprofiler.model;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The process that was profiled, as its operator named it (R9, R10). Immutable. */
public final class Producer {
  /** Most labels that an upload may carry. */
  public static final int MAX_LABELS = 32;

  private final String service;
  private final String instance;
  private final List<Runtime> runtimes;
  private final String agentVersion;
  private final List<Label> labels;

  /**
   * @param service never empty
   * @param instance never empty
   * @param runtimes ascending by language, one each, at least one
   * @param labels in any order, one for each name; kept ascending by name as UTF-8 bytes
   */
  public Producer(
      String service,
      String instance,
      List<Runtime> runtimes,
      String agentVersion,
      List<Label> labels) {
    if (service.isEmpty() || instance.isEmpty() || runtimes.isEmpty()) {
      throw new IllegalArgumentException(
          "service '" + service + "', instance '" + instance + "', runtimes " + runtimes);
    }
    Names.requireOperatorText("service", service);
    Names.requireOperatorText("instance", instance);
    this.service = service;
    this.instance = instance;
    this.runtimes = List.copyOf(runtimes);
    this.agentVersion = Names.clean(agentVersion);
    this.labels = labels.stream().sorted().collect(Collectors.toUnmodifiableList());
    requireOrder(runtimes);
    requireOneEach(this.labels);
  }

  private static void requireOrder(List<Runtime> runtimes) {
    Language last = Language.UNSPECIFIED;
    for (Runtime runtime : runtimes) {
      if (runtime.language().compareTo(last) <= 0) {
        throw new IllegalArgumentException("runtimes are not in order, one each: " + runtimes);
      }
      last = runtime.language();
    }
  }

  private static void requireOneEach(List<Label> labels) {
    long names = labels.stream().map(Label::name).distinct().count();
    if (names < labels.size() || labels.size() > MAX_LABELS) {
      throw new IllegalArgumentException(
          "labels repeat a name or are over " + MAX_LABELS + ": " + labels);
    }
  }

  public String service() {
    return service;
  }

  public String instance() {
    return instance;
  }

  public List<Runtime> runtimes() {
    return runtimes;
  }

  public String agentVersion() {
    return agentVersion;
  }

  public List<Label> labels() {
    return labels;
  }

  @Override
  public boolean equals(Object object) {
    if (!(object instanceof Producer)) {
      return false;
    }
    Producer other = (Producer) object;
    return service.equals(other.service)
        && instance.equals(other.instance)
        && runtimes.equals(other.runtimes)
        && agentVersion.equals(other.agentVersion)
        && labels.equals(other.labels);
  }

  @Override
  public int hashCode() {
    return Objects.hash(service, instance, runtimes, agentVersion, labels);
  }

  @Override
  public String toString() {
    return service + " " + instance + " " + runtimes + " " + agentVersion + " " + labels;
  }
}
