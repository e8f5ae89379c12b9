package io.tandemprofiler.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The contract in its plainest form. */
public final class InMemoryHotStore implements HotStore {
  private final Map<Segment, SegmentContent> segments = new LinkedHashMap<>();
  private final Set<Segment> sealed = new HashSet<>();
  private final Map<List<Object>, Long> remembered = new HashMap<>();
  private final Map<String, StoredObject> objects = new LinkedHashMap<>();
  private final Map<String, StoredObject> replaced = new HashMap<>();
  private final Map<String, Long> removed = new LinkedHashMap<>();
  private final Map<String, Long> closed = new HashMap<>();
  private Lease lease = new Lease("", 0, 0);
  private long generation;

  @Override
  public synchronized Set<Segment> append(List<SegmentAppend> appends) {
    Set<Segment> refused = new HashSet<>();
    for (SegmentAppend append : appends) {
      Segment segment = append.segment();
      if (append.begins()) {
        segments.put(segment, new SegmentContent(new ArrayList<>(), new ArrayList<>()));
      }
      if (!segments.containsKey(segment) || sealed.contains(segment)) {
        refused.add(segment);
        continue;
      }
      if (append.dictionary().length > 0) {
        segments.get(segment).dictionary().add(append.dictionary());
      }
      for (HotRow row : append.rows()) {
        List<Object> id =
            List.of(segment.tenant(), segment.service(), ByteBuffer.wrap(row.profileId()));
        if (remembered.putIfAbsent(id, row.rememberedMillis()) == null) {
          segments.get(segment).rows().add(row);
        }
      }
    }
    return refused;
  }

  @Override
  public synchronized List<Segment> segments(String tenant, String service) {
    return segments.keySet().stream()
        .filter(s -> tenant == null || s.tenant().equals(tenant))
        .filter(s -> service == null || s.service().equals(service))
        .toList();
  }

  @Override
  public synchronized SegmentContent read(Segment segment) {
    SegmentContent content = segments.get(segment);
    return content == null
        ? new SegmentContent(List.of(), List.of())
        : new SegmentContent(List.copyOf(content.dictionary()), List.copyOf(content.rows()));
  }

  @Override
  public synchronized List<ProducerActivity> producers(
      Segment segment, long fromMillis, long toMillis) {
    return read(segment).rows().stream()
        .filter(row -> row.startMillis() >= fromMillis && row.startMillis() < toMillis)
        .map(
            row ->
                new ProducerActivity(
                    row.producer(),
                    1,
                    row.startMillis(),
                    row.startMillis() + row.durationMillis(),
                    Set.copyOf(SeriesSet.keys(row.series()))))
        .toList();
  }

  @Override
  public synchronized void seal(Segment segment) {
    sealed.add(segment);
  }

  @Override
  public synchronized void delete(Set<Segment> gone) {
    segments.keySet().removeAll(gone);
  }

  @Override
  public synchronized void forgetIds(long nowMillis) {
    remembered.values().removeIf(until -> until < nowMillis);
  }

  @Override
  public synchronized Optional<Lease> lease(String holder, long nowMillis, long untilMillis) {
    boolean isOver =
        lease.untilMillis() <= nowMillis || lease.untilMillis() > nowMillis + LONGEST_LEASE_MILLIS;
    if (!isOver && !lease.holder().equals(holder)) {
      return Optional.empty();
    }
    lease = new Lease(holder, isOver ? lease.token() + 1 : lease.token(), untilMillis);
    return Optional.of(lease);
  }

  @Override
  public synchronized long generation() {
    return generation;
  }

  @Override
  public synchronized List<StoredObject> objects(String tenant, String service) {
    return objects.values().stream()
        .filter(o -> tenant == null || o.tenant().equals(tenant))
        .filter(o -> service == null || o.service().equals(service))
        .toList();
  }

  @Override
  public synchronized Map<Resolution, Long> objectBytes() {
    Map<Resolution, Long> bytes = new HashMap<>();
    Stream.concat(objects.values().stream(), replaced.values().stream())
        .forEach(object -> bytes.merge(object.resolution(), object.bytes(), Long::sum));
    return bytes;
  }

  @Override
  public synchronized Set<String> closed() {
    return Set.copyOf(closed.keySet());
  }

  @Override
  public synchronized boolean publish(
      Lease held, long nowMillis, long from, Publication publication) {
    if (from != generation || held.token() != lease.token() || lease.untilMillis() <= nowMillis) {
      return false;
    }
    generation++;
    publication.added().forEach(object -> objects.put(object.name(), object));
    publication.folded().forEach(name -> objects.computeIfPresent(name, (n, o) -> folded(o)));
    for (String name : publication.removed()) {
      replaced.computeIfAbsent(name, objects::remove);
      removed.put(name, nowMillis);
    }
    publication.closed().forEach(segment -> closed.put(segment.name(), nowMillis));
    return true;
  }

  @Override
  public synchronized List<String> removed(long beforeMillis) {
    return removed.entrySet().stream()
        .filter(entry -> entry.getValue() < beforeMillis)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public synchronized void forgetRemoved(List<String> names, long beforeMillis) {
    removed.keySet().removeAll(names);
    replaced.keySet().removeAll(names);
    Set<String> left = new HashSet<>();
    segments.keySet().forEach(segment -> left.add(segment.name()));
    closed.entrySet().removeIf(e -> e.getValue() < beforeMillis && !left.contains(e.getKey()));
  }

  @Override
  public void close() {
    // nothing is open
  }

  private static StoredObject folded(StoredObject object) {
    return new StoredObject(
        object.name(),
        object.tenant(),
        object.service(),
        object.resolution(),
        object.startMillis(),
        object.bytes(),
        object.profiles(),
        object.createdMillis(),
        true);
  }
}
