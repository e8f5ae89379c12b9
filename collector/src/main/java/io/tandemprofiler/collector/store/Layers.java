package io.tandemprofiler.collector.store;

import io.tandemprofiler.collector.store.HotStore.SegmentContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What both layers hold of a time range at one moment, by day and hour.
 *
 * <p>Rows are read before the catalog: what is closed in between is then in both, and the catalog
 * says so. The other way round it would be in neither.
 */
final class Layers {
  private final long fromMillis;
  private final long toMillis;
  private final TreeMap<Service, TreeMap<Long, Day>> services = new TreeMap<>();
  private final Map<Segment, SegmentContent> contents = new HashMap<>();
  private final Map<Segment, List<ProducerActivity>> producers = new HashMap<>();

  private Layers(long fromMillis, long toMillis) {
    this.fromMillis = fromMillis;
    this.toMillis = toMillis;
  }

  /**
   * @param service null for all; then who appended rows is read, and no row
   */
  static Layers read(HotStore hot, String tenant, String service, long fromMillis, long toMillis) {
    Layers layers = new Layers(fromMillis, toMillis);
    List<Segment> segments =
        hot.segments(tenant, service).stream()
            .filter(segment -> layers.overlaps(segment.hourMillis(), Times.HOUR))
            .toList();
    for (Segment segment : segments) {
      if (service == null) {
        layers.producers.put(segment, hot.producers(segment, fromMillis, toMillis));
      } else {
        layers.contents.put(segment, hot.read(segment));
      }
    }
    Catalog catalog = Catalog.read(hot, tenant, service);
    for (Segment segment : segments) {
      if (!catalog.closed().contains(segment.name())) {
        layers
            .day(segment.tenant(), segment.service(), segment.hourMillis())
            .hour(segment.hourMillis())
            .segments
            .add(segment);
      }
    }
    catalog.objects().forEach(layers::add);
    return layers;
  }

  /** By service and time ascending. */
  List<Day> days() {
    List<Day> days = new ArrayList<>();
    services.values().forEach(service -> days.addAll(service.values()));
    return days;
  }

  SegmentContent content(Segment segment) {
    return contents.get(segment);
  }

  List<ProducerActivity> producers(Segment segment) {
    return producers.get(segment);
  }

  boolean holdsStart(long millis) {
    return millis >= fromMillis && millis < toMillis;
  }

  boolean isWhole(Day day) {
    return fromMillis <= day.millis && day.millis + Times.DAY <= toMillis;
  }

  boolean isWhole(Hour hour) {
    return fromMillis <= hour.millis && hour.millis + Times.HOUR <= toMillis;
  }

  private void add(StoredObject object) {
    long start = object.startMillis();
    if (object.resolution() == Resolution.DAY) {
      if (overlaps(start, Times.DAY)) {
        day(object.tenant(), object.service(), start).days.add(object);
      }
    } else if (overlaps(Times.day(start), Times.DAY)) {
      // also hours of the day outside the range: they tell whether the day's hours are complete
      day(object.tenant(), object.service(), start).add(object, overlaps(start, Times.HOUR));
    }
  }

  private Day day(String tenant, String service, long millis) {
    return services
        .computeIfAbsent(new Service(tenant, service), key -> new TreeMap<>())
        .computeIfAbsent(Times.day(millis), Day::new);
  }

  private boolean overlaps(long start, long length) {
    return start < toMillis && start + length > fromMillis;
  }

  /** What there is of one day of one service. */
  static final class Day {
    private final long millis;
    private final List<StoredObject> days = new ArrayList<>();
    private final TreeMap<Long, Hour> hours = new TreeMap<>();
    private long foldedProfiles;

    private Day(long millis) {
      this.millis = millis;
    }

    long millis() {
      return millis;
    }

    /** Objects that sum the day up. */
    List<StoredObject> days() {
      return days;
    }

    /** Whether every hour that was summed up in the day's objects is still there by itself. */
    boolean hoursAreComplete() {
      return foldedProfiles >= days.stream().mapToLong(StoredObject::profiles).sum();
    }

    /** The hours in the range, ascending, without what the day's objects sum up where so asked. */
    List<Hour> hours(boolean withoutFolded) {
      return hours.values().stream()
          .map(hour -> withoutFolded ? hour.withoutFolded() : hour)
          .toList();
    }

    private Hour hour(long start) {
      return hours.computeIfAbsent(start, Hour::new);
    }

    private void add(StoredObject object, boolean inRange) {
      if (object.folded() && object.resolution() == Resolution.HOUR) {
        foldedProfiles += object.profiles();
      }
      if (inRange) {
        Hour hour = hour(object.startMillis());
        (object.resolution() == Resolution.HOUR ? hour.totals : hour.details).add(object);
      }
    }
  }

  /** What there is of one hour of one service. */
  static final class Hour {
    private final long millis;
    private final List<StoredObject> totals = new ArrayList<>();
    private final List<StoredObject> details = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();

    private Hour(long millis) {
      this.millis = millis;
    }

    long millis() {
      return millis;
    }

    List<StoredObject> totals() {
      return totals;
    }

    List<StoredObject> details() {
      return details;
    }

    /** Of rows that are in no object yet. */
    List<Segment> segments() {
      return segments;
    }

    /** Whether every profile that was summed up is still there by itself. */
    boolean isComplete() {
      return details.stream().mapToLong(StoredObject::profiles).sum()
          >= totals.stream().mapToLong(StoredObject::profiles).sum();
    }

    private Hour withoutFolded() {
      Hour hour = new Hour(millis);
      totals.stream().filter(object -> !object.folded()).forEach(hour.totals::add);
      details.stream().filter(object -> !object.folded()).forEach(hour.details::add);
      hour.segments.addAll(segments);
      return hour;
    }
  }

  /** The catalog at one moment. */
  record Catalog(long generation, List<StoredObject> objects, Set<String> closed) {
    static Catalog read(HotStore hot, String tenant, String service) {
      while (true) {
        long generation = hot.generation();
        Catalog catalog =
            new Catalog(generation, hot.objects(tenant, service), new HashSet<>(hot.closed()));
        if (hot.generation() == generation) {
          return catalog;
        }
      }
    }
  }

  private record Service(String tenant, String service) implements Comparable<Service> {
    @Override
    public int compareTo(Service other) {
      int order = tenant.compareTo(other.tenant);
      return order == 0 ? service.compareTo(other.service) : order;
    }
  }
}
