package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.wire.RefusedException;
import io.tandemprofiler.wire.UploadReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The contract in its plainest form: what other stores are compared with. */
public final class InMemoryProfileStore implements ProfileStore {
  private final Map<String, Map<Key, byte[]>> tenants = new HashMap<>();
  private final Map<Producer, Set<SeriesKey>> series = new HashMap<>();

  @Override
  public synchronized CompletableFuture<Void> append(String tenant, Upload upload, byte[] bytes) {
    Map<Key, byte[]> profiles = tenants.computeIfAbsent(tenant, name -> new LinkedHashMap<>());
    Key key = new Key(upload.producer().service(), ByteBuffer.wrap(upload.profileId()));
    if (profiles.putIfAbsent(key, bytes) == null) {
      Set<SeriesKey> keys = series.computeIfAbsent(upload.producer(), p -> new HashSet<>());
      upload.profile().series().stream().map(Series::key).forEach(keys::add);
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized void scan(
      ProfileSelection selection, Resolution coarsest, Consumer<Block> visitor) {
    inRange(selection.tenant(), selection.fromMillis(), selection.toMillis()).stream()
        .filter(upload -> upload.producer().service().equals(selection.service()))
        .filter(upload -> matches(upload.producer(), selection.labels()))
        .forEach(upload -> visitor.accept(new UploadBlock(upload)));
  }

  @Override
  public synchronized List<ProducerActivity> producers(
      String tenant, long fromMillis, long toMillis) {
    Map<Producer, List<Upload>> uploads = new HashMap<>();
    for (Upload upload : inRange(tenant, fromMillis, toMillis)) {
      uploads.computeIfAbsent(upload.producer(), p -> new ArrayList<>()).add(upload);
    }
    List<ProducerActivity> activities = new ArrayList<>();
    uploads.forEach((producer, own) -> activities.add(activity(producer, own)));
    return activities;
  }

  @Override
  public synchronized Set<String> tenants() {
    return Set.copyOf(tenants.keySet());
  }

  @Override
  public void close() {
    // nothing is open
  }

  private ProducerActivity activity(Producer producer, List<Upload> uploads) {
    return new ProducerActivity(
        producer,
        uploads.size(),
        uploads.stream().mapToLong(u -> u.profile().window().startMillis()).min().orElseThrow(),
        uploads.stream().mapToLong(u -> u.profile().window().endMillis()).max().orElseThrow(),
        series.get(producer));
  }

  private List<Upload> inRange(String tenant, long fromMillis, long toMillis) {
    Collection<byte[]> bodies = tenants.getOrDefault(tenant, Map.of()).values();
    return bodies.stream()
        .map(InMemoryProfileStore::decode)
        .filter(
            upload -> {
              long start = upload.profile().window().startMillis();
              return start >= fromMillis && start < toMillis;
            })
        .sorted(
            (a, b) -> {
              int order =
                  Long.compare(
                      a.profile().window().startMillis(), b.profile().window().startMillis());
              return order == 0 ? Arrays.compareUnsigned(a.profileId(), b.profileId()) : order;
            })
        .toList();
  }

  private static boolean matches(Producer producer, Map<String, Set<String>> wanted) {
    return wanted.entrySet().stream()
        .allMatch(
            entry ->
                producer.labels().stream()
                    .filter(label -> label.name().equals(entry.getKey()))
                    .map(Label::value)
                    .anyMatch(entry.getValue()::contains));
  }

  private static Upload decode(byte[] bytes) {
    try {
      return UploadReader.read(bytes);
    } catch (RefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Key(String service, ByteBuffer profileId) {}
}
