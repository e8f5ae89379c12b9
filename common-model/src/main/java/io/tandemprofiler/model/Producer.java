package io.tandemprofiler.model;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The process that was profiled, as its operator named it. Immutable. */
public final class Producer {
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
    this.service = service;
    this.instance = instance;
    this.runtimes = List.copyOf(runtimes);
    this.agentVersion = agentVersion;
    this.labels = labels.stream().sorted().collect(Collectors.toUnmodifiableList());
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
