package io.tandemprofiler.collector.store;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The contract in its plainest form. */
public final class InMemoryBlockStore implements BlockStore {
  private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

  @Override
  public boolean put(String name, byte[] content) {
    return objects.putIfAbsent(name, content.clone()) == null;
  }

  @Override
  public Optional<byte[]> get(String name, long offset, int length) {
    return Optional.ofNullable(objects.get(name))
        .map(
            content -> {
              int from = (int) Math.min(offset, content.length);
              return Arrays.copyOfRange(
                  content, from, (int) Math.min((long) from + length, content.length));
            });
  }

  @Override
  public List<Listed> list(String prefix) {
    return objects.entrySet().stream()
        .filter(object -> object.getKey().startsWith(prefix))
        .map(object -> new Listed(object.getKey(), object.getValue().length))
        .toList();
  }

  @Override
  public void delete(String name) {
    objects.remove(name);
  }
}
