package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.SeriesKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what was selected in both layers, each profile once. Thread-safe. */
final class Reading {
  private static final Logger LOG = LoggerFactory.getLogger(Reading.class);
  private static final int KNOWN_PRODUCERS = 20_000; // in all objects together

  private final HotStore hot;
  private final BlockStore blocks;
  private final Set<String> damaged = ConcurrentHashMap.newKeySet();
  private final Map<String, List<ProducerActivity>> producersOfObject =
      new LinkedHashMap<>(16, 0.75f, true);
  private int knownProducers;

  Reading(HotStore hot, BlockStore blocks) {
    this.hot = hot;
    this.blocks = blocks;
  }

  void scan(ProfileSelection selection, Resolution coarsest, Consumer<Block> visitor) {
    Layers layers =
        Layers.read(
            hot,
            selection.tenant(),
            selection.service(),
            selection.fromMillis(),
            selection.toMillis());
    for (Layers.Day day : layers.days()) {
      new DayScan(selection, coarsest, layers, day, visitor).run();
    }
  }

  List<ProducerActivity> producers(String tenant, long fromMillis, long toMillis) {
    Map<Object, ProducerActivity> sums = new LinkedHashMap<>();
    Layers layers = Layers.read(hot, tenant, null, fromMillis, toMillis);
    Consumer<ProducerActivity> add =
        activity -> sums.merge(activity.producer(), activity, Reading::plus);
    for (Layers.Day day : layers.days()) {
      boolean useDay =
          !day.days().isEmpty()
              && layers.holdsStart(day.millis())
              && (layers.isWhole(day) || !day.hoursAreComplete());
      if (useDay) {
        day.days().forEach(object -> producers(object).forEach(add));
      }
      for (Layers.Hour hour : day.hours(useDay)) {
        boolean whole = layers.isWhole(hour) || !hour.isComplete();
        if (whole && layers.holdsStart(hour.millis())) {
          hour.totals().forEach(object -> producers(object).forEach(add));
        } else {
          hour.details().forEach(object -> producers(object, fromMillis, toMillis).forEach(add));
        }
        hour.segments().forEach(segment -> layers.producers(segment).forEach(add));
      }
    }
    return List.copyOf(sums.values());
  }

  private List<ProducerActivity> producers(StoredObject object) {
    synchronized (producersOfObject) {
      List<ProducerActivity> known = producersOfObject.get(object.name());
      if (known != null) {
        return known;
      }
    }
    Optional<List<ProducerActivity>> read =
        attempt(object, () -> Optional.of(TotalBlock.producers(open(object))));
    read.ifPresent(producers -> keep(object, producers));
    return read.orElseGet(List::of);
  }

  private void keep(StoredObject object, List<ProducerActivity> producers) {
    synchronized (producersOfObject) {
      List<ProducerActivity> before = producersOfObject.put(object.name(), producers);
      knownProducers += producers.size() - (before == null ? 0 : before.size());
      Iterator<List<ProducerActivity>> oldest = producersOfObject.values().iterator();
      while (knownProducers > KNOWN_PRODUCERS || producersOfObject.size() > KNOWN_PRODUCERS) {
        knownProducers -= oldest.next().size();
        oldest.remove();
      }
    }
  }

  /** Of a part of an hour: only the directory of its rows tells. */
  private List<ProducerActivity> producers(StoredObject object, long fromMillis, long toMillis) {
    List<ProducerActivity> activities = new ArrayList<>();
    attempt(object, () -> Optional.of(ProfileBlock.entries(open(object))))
        .orElseGet(List::of)
        .forEach(
            entry -> {
              long start = entry.window().startMillis();
              if (start >= fromMillis && start < toMillis) {
                activities.add(
                    new ProducerActivity(
                        entry.producer(),
                        1,
                        start,
                        entry.window().endMillis(),
                        Set.copyOf(SeriesSet.keys(entry.series()))));
              }
            });
    return activities;
  }

  private static ProducerActivity plus(ProducerActivity a, ProducerActivity b) {
    Set<SeriesKey> series = new HashSet<>(a.series());
    series.addAll(b.series());
    return new ProducerActivity(
        a.producer(),
        a.profiles() + b.profiles(),
        Math.min(a.firstMillis(), b.firstMillis()),
        Math.max(a.lastMillis(), b.lastMillis()),
        series);
  }

  private Sections open(StoredObject object) {
    BlockFile file = BlockFile.open(blocks, object.name(), object.bytes());
    return section -> attempt(object, () -> file.find(section));
  }

  /** What cannot be read is left out; a line tells it once. */
  private <T> Optional<T> attempt(StoredObject object, Supplier<Optional<T>> read) {
    try {
      return read.get();
    } catch (StorageException e) {
      if (damaged.add(object.name())) {
        LOG.error(
            "{} profiles of {} from {} on cannot be read: {}",
            object.profiles(),
            object.service(),
            object.startMillis(),
            e.getMessage());
      }
      return Optional.empty();
    }
  }

  private void tellDamage(Segment segment, String what) {
    if (damaged.add(segment.name())) {
      LOG.error("segment {} of {} cannot be read: {}", segment.name(), segment.service(), what);
    }
  }

  /** One day of one service. */
  private final class DayScan {
    private final ProfileSelection selection;
    private final Resolution coarsest;
    private final Layers layers;
    private final Layers.Day day;
    private final Consumer<Block> visitor;

    DayScan(
        ProfileSelection selection,
        Resolution coarsest,
        Layers layers,
        Layers.Day day,
        Consumer<Block> visitor) {
      this.selection = selection;
      this.coarsest = coarsest;
      this.layers = layers;
      this.day = day;
      this.visitor = visitor;
    }

    void run() {
      boolean useDay = false;
      if (!day.days().isEmpty() && layers.holdsStart(day.millis())) {
        boolean wanted = coarsest == Resolution.DAY && layers.isWhole(day);
        useDay = give(day.days(), wanted, day.hoursAreComplete());
      }
      for (Layers.Hour hour : day.hours(useDay)) {
        hour(hour);
      }
    }

    private void hour(Layers.Hour hour) {
      boolean useTotals = false;
      if (!hour.totals().isEmpty() && layers.holdsStart(hour.millis())) {
        boolean wanted = coarsest != Resolution.PROFILE && layers.isWhole(hour);
        useTotals = give(hour.totals(), wanted, hour.isComplete());
      }
      List<ProfileBlock> found = new ArrayList<>();
      if (!useTotals) {
        hour.details().forEach(object -> details(object).ifPresent(found::add));
      }
      for (Segment segment : hour.segments()) {
        HotBlock.of(layers.content(segment), this::isSelected, what -> tellDamage(segment, what))
            .ifPresent(found::add);
      }
      ProfileBlock.merge(found).ifPresent(visitor);
    }

    /**
     * Gives sums to the visitor, where they are wanted and whole or nothing finer is whole.
     *
     * @return whether it did
     */
    private boolean give(List<StoredObject> objects, boolean wanted, boolean finerIsComplete) {
      if (!wanted && finerIsComplete) {
        return false;
      }
      List<TotalBlock> found = new ArrayList<>();
      for (StoredObject object : objects) {
        attempt(
                object,
                () ->
                    Optional.of(
                        TotalBlock.read(open(object), object.resolution(), this::isSelected)))
            .ifPresent(found::add);
      }
      boolean isWhole =
          found.size() == objects.size() && found.stream().noneMatch(TotalBlock::hidesLabels);
      if (finerIsComplete && !isWhole) {
        return false;
      }
      found.stream().filter(block -> !block.rows().isEmpty()).forEach(visitor);
      return true;
    }

    private Optional<ProfileBlock> details(StoredObject object) {
      return attempt(
          object,
          () ->
              ProfileBlock.read(
                  open(object),
                  entry ->
                      layers.holdsStart(entry.window().startMillis())
                          && isSelected(entry.producer().labels())));
    }

    private boolean isSelected(HotRow row) {
      return layers.holdsStart(row.startMillis()) && isSelected(row.producer().labels());
    }

    private boolean isSelected(List<Label> labels) {
      return selection.labels().entrySet().stream()
          .allMatch(
              wanted ->
                  labels.stream()
                      .filter(label -> label.name().equals(wanted.getKey()))
                      .map(Label::value)
                      .anyMatch(wanted.getValue()::contains));
    }
  }
}
