package io.tandemprofiler.collector.store;

import io.tandemprofiler.collector.store.HotStore.SegmentContent;
import io.tandemprofiler.collector.store.Layers.Catalog;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Moves what was appended into objects, keeps these few, and lets go of what is too old. Each step
 * writes objects first and then publishes them in one change of the catalog; whatever a crash
 * leaves behind, the next run finishes or removes. One thread at a time; only who has the lease
 * changes anything.
 */
public final class Upkeep implements AutoCloseable {
  /** How long after its end an hour is closed: a profile is uploaded after its window. */
  static final Duration GRACE = Duration.ofMinutes(10);

  /** By then every reader that found an object in the catalog is done with it. */
  private static final Duration READERS = Duration.ofMinutes(10);

  /** No upkeep takes longer between an object and its publication. */
  private static final Duration UNPUBLISHED = Duration.ofHours(6);

  /** How long after its last step a writer that was killed still holds the lease. */
  public static final Duration LEASE = Duration.ofMinutes(5);

  /** After this no profile of a time is accepted any more. */
  private static final long LATEST_MILLIS = Times.DAY + Times.HOUR;

  private static final int MAX_OBJECTS = 8;
  private static final int MAX_ROWS = 6_000;

  private final HotStore hot;
  private final BlockStore blocks;
  private final Clock clock;
  private final Retention retention;
  private final long groupBytes;
  private final String holder = UUID.randomUUID().toString();
  private final List<StorageException> failures = new ArrayList<>();
  private Lease lease; // null where there is none, or it ended
  private volatile boolean ending;

  public Upkeep(Stores stores, Clock clock, Retention retention) {
    this(stores, clock, retention, SegmentWriter.SEGMENT_BYTES);
  }

  /**
   * @param groupBytes of stored profiles that are made one object, about
   */
  Upkeep(Stores stores, Clock clock, Retention retention, long groupBytes) {
    this.hot = stores.hot();
    this.blocks = stores.blocks();
    this.clock = clock;
    this.retention = retention;
    this.groupBytes = groupBytes;
  }

  /**
   * Does all that is due; what fails holds up nothing else.
   *
   * @param compactAll whether to fold in all that can be, also what is not due yet
   * @param progress is told of each step; may be a hundred times
   * @return false, and nothing is done, where another writer has the lease
   * @throws StorageException at the end, where some of it failed, or once the lease is lost
   */
  public boolean run(boolean compactAll, Consumer<String> progress) {
    if (!takeLease()) {
      return false;
    }
    failures.clear();
    attempt("close hours", () -> closeHours(progress));
    attempt("compact hours", () -> compactHours(compactAll, progress));
    attempt("sum up days", () -> foldDays(compactAll, progress));
    attempt("expire", () -> expire(progress));
    attempt("clean", this::clean);
    if (!failures.isEmpty()) {
      StorageException first = failures.get(0);
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
    return true;
  }

  /** An hour may be damaged, or too large for the memory that is free: others are not. */
  private void attempt(String what, Runnable step) {
    if (ending) {
      return;
    }
    try {
      step.run();
    } catch (RuntimeException | OutOfMemoryError e) {
      if (lease == null) {
        throw e;
      }
      failures.add(
          e instanceof StorageException storage
              ? storage
              : new StorageException(what + ": " + e, e));
    }
  }

  /** A run under way begins no further step; what is left is done by the next. From any thread. */
  void end() {
    ending = true;
  }

  /** Gives the lease back, so that nobody waits for its end. Not while it runs. */
  @Override
  public void close() {
    if (lease != null) {
      long now = clock.millis();
      hot.lease(holder, now, now);
      lease = null;
    }
  }

  boolean takeLease() {
    long now = clock.millis();
    Optional<Lease> taken = hot.lease(holder, now, now + LEASE.toMillis());
    lease = taken.orElse(null);
    return taken.isPresent();
  }

  /** Merges the segments of each hour that is over. */
  void closeHours(Consumer<String> progress) {
    long now = clock.millis();
    Set<String> closed = Catalog.read(hot, null, null).closed();
    Map<Span, List<Segment>> due = new TreeMap<>();
    Set<Segment> done = new HashSet<>();
    for (Segment segment : hot.segments(null, null)) {
      if (closed.contains(segment.name())) {
        done.add(segment); // a crash came between its publication and its deletion
      } else if (segment.hourMillis() + Times.HOUR + GRACE.toMillis() <= now) {
        due.computeIfAbsent(
                new Span(segment.tenant(), segment.service(), segment.hourMillis()),
                span -> new ArrayList<>())
            .add(segment);
      }
    }
    if (!done.isEmpty()) {
      hot.delete(done);
    }
    due.forEach(
        (span, segments) ->
            attempt(
                "close " + span,
                () -> {
                  progress.accept("close " + span);
                  close(span, segments);
                }));
  }

  /** In groups: memory holds no more of an hour than about two groups' bytes. */
  private void close(Span span, List<Segment> segments) {
    Set<ByteBuffer> known = idsOf(span);
    List<ProfileBlock> found = new ArrayList<>();
    Set<Segment> read = new HashSet<>();
    long bytes = 0;
    for (Segment segment : segments) {
      hot.seal(segment);
      SegmentContent content = hot.read(segment);
      List<String> damage = new ArrayList<>();
      Optional<ProfileBlock> block = HotBlock.of(content, row -> true, damage::add);
      if (damage.isEmpty()) {
        block.ifPresent(found::add);
        read.add(segment);
        bytes += content.rows().stream().mapToLong(row -> row.body().length).sum();
      } // else it stays as it is: verify names it, and what is whole of it is served
      if (bytes >= groupBytes) {
        close(span, known, found, read);
        found.clear();
        read.clear();
        bytes = 0;
      }
    }
    close(span, known, found, read);
  }

  /**
   * @param known ids of profiles that are in objects; those of the group are added
   */
  private void close(
      Span span, Set<ByteBuffer> known, List<ProfileBlock> found, Set<Segment> read) {
    List<StoredObject> added = new ArrayList<>();
    ProfileBlock.merge(found)
        .flatMap(block -> block.filter(row -> known.add(ByteBuffer.wrap(row.profileId()))))
        .ifPresent(block -> block.divide(MAX_ROWS).forEach(part -> added.addAll(put(span, part))));
    if (!read.isEmpty()) {
      publish(new Publication(added, Set.of(), Set.of(), Set.copyOf(read)));
      hot.delete(Set.copyOf(read));
    }
  }

  /** Of the profiles of an hour that are in objects: another writer may have had one as well. */
  private Set<ByteBuffer> idsOf(Span span) {
    Set<ByteBuffer> ids = new HashSet<>();
    for (StoredObject object : objects(span, Resolution.PROFILE)) {
      if (areReadable(List.of(object))) {
        ProfileBlock.entries(open(object))
            .forEach(entry -> ids.add(ByteBuffer.wrap(entry.profileId())));
      }
    }
    return ids;
  }

  private List<StoredObject> put(Span span, ProfileBlock block) {
    long now = clock.millis();
    int rows = block.rows().size();
    return List.of(
        put(span, Resolution.PROFILE, block.write(), rows, now, false),
        put(span, Resolution.HOUR, Totals.write(List.of(block)), rows, now, false));
  }

  /** Makes one of the objects of an hour that late profiles and other writers made several. */
  void compactHours(boolean all, Consumer<String> progress) {
    Map<Span, List<StoredObject>> hours = new TreeMap<>();
    for (StoredObject object : hot.objects(null, null)) {
      if (object.resolution() != Resolution.DAY) {
        hours.computeIfAbsent(Span.of(object), span -> new ArrayList<>()).add(object);
      }
    }
    hours.forEach(
        (span, objects) -> {
          for (boolean folded : new boolean[] {false, true}) {
            List<StoredObject> alike =
                objects.stream().filter(object -> object.folded() == folded).toList();
            attempt(
                "compact " + span,
                () ->
                    compact(
                        span,
                        of(Resolution.PROFILE, alike),
                        of(Resolution.HOUR, alike),
                        all,
                        progress));
          }
        });
  }

  private void compact(
      Span span,
      List<StoredObject> details,
      List<StoredObject> totals,
      boolean all,
      Consumer<String> progress) {
    boolean late = span.millis() + LATEST_MILLIS > clock.millis();
    int several = all || !late ? 2 : MAX_OBJECTS;
    if (totals.size() >= several && areReadable(totals)) {
      progress.accept("compact " + span);
      List<StoredObject> added = new ArrayList<>();
      Set<String> removed = new HashSet<>();
      added.add(mergeTotals(span, Resolution.HOUR, totals, totals.get(0).folded()));
      totals.forEach(object -> removed.add(object.name()));
      if (isWorthMerging(details) && areReadable(details)) {
        added.add(mergeDetails(span, details));
        details.forEach(object -> removed.add(object.name()));
      }
      publish(new Publication(added, removed, Set.of(), Set.of()));
    }
  }

  private boolean isWorthMerging(List<StoredObject> details) {
    return details.size() > 1
        && profiles(details) <= MAX_ROWS
        && details.stream().mapToLong(StoredObject::bytes).sum() <= groupBytes;
  }

  private StoredObject mergeDetails(Span span, List<StoredObject> details) {
    ProfileBlock merged =
        ProfileBlock.merge(
                details.stream()
                    .flatMap(object -> ProfileBlock.read(open(object), entry -> true).stream())
                    .toList())
            .orElseThrow();
    return put(
        span,
        Resolution.PROFILE,
        merged.write(),
        merged.rows().size(),
        created(details),
        details.get(0).folded());
  }

  private StoredObject mergeTotals(
      Span span, Resolution resolution, List<StoredObject> totals, boolean folded) {
    List<TotalBlock> all =
        totals.stream()
            .map(object -> TotalBlock.read(open(object), object.resolution(), labels -> true))
            .toList();
    return put(span, resolution, Totals.write(all), profiles(totals), created(totals), folded);
  }

  /** Sums up each day that is over. */
  void foldDays(boolean all, Consumer<String> progress) {
    Map<Span, List<StoredObject>> days = new TreeMap<>();
    for (StoredObject object : hot.objects(null, null)) {
      Span span = Span.of(object);
      days.computeIfAbsent(
              new Span(span.tenant(), span.service(), Times.day(span.millis())),
              day -> new ArrayList<>())
          .add(object);
    }
    days.forEach(
        (span, objects) ->
            attempt("sum up the day of " + span, () -> fold(span, objects, all, progress)));
  }

  private void fold(Span day, List<StoredObject> objects, boolean all, Consumer<String> progress) {
    long now = clock.millis();
    List<StoredObject> sums = of(Resolution.DAY, objects);
    List<StoredObject> left = objects.stream().filter(object -> !object.folded()).toList();
    List<StoredObject> hours = of(Resolution.HOUR, left);
    boolean over = day.millis() + Times.DAY + Times.HOUR + GRACE.toMillis() <= now;
    boolean due =
        all
            || sums.isEmpty()
            || hours.size() >= MAX_OBJECTS
            || day.millis() + Times.DAY + LATEST_MILLIS <= now;
    if (hours.isEmpty() || !over || !due) {
      return;
    }
    List<StoredObject> inputs = new ArrayList<>(sums);
    inputs.addAll(hours);
    if (areReadable(inputs)) {
      progress.accept("sum up the day of " + day);
      StoredObject sum = mergeTotals(day, Resolution.DAY, inputs, false);
      Set<String> folded = names(hours);
      of(Resolution.PROFILE, left).forEach(object -> folded.add(object.name()));
      publish(new Publication(List.of(sum), names(sums), folded, Set.of()));
    }
  }

  /** Lets go of what is too old, or too much. */
  void expire(Consumer<String> progress) {
    long now = clock.millis();
    List<StoredObject> objects = new ArrayList<>(hot.objects(null, null));
    objects.sort(
        Comparator.comparing(StoredObject::resolution)
            .thenComparingLong(StoredObject::startMillis)
            .thenComparing(StoredObject::name));
    long bytes = objects.stream().mapToLong(StoredObject::bytes).sum();
    Set<String> removed = new HashSet<>();
    for (StoredObject object : objects) {
      if (bytes > retention.bytes() || isTooOld(object, now)) {
        removed.add(object.name());
        bytes -= object.bytes();
      }
    }
    if (!removed.isEmpty()) {
      progress.accept("remove " + removed.size() + " objects");
      publish(new Publication(List.of(), removed, Set.of(), Set.of()));
    }
  }

  /**
   * An import may be about a time long ago: it is as old as it is here. An hour that no day sums up
   * yet, or cannot for damage, is all that is left of it: it is kept as long as the day would be.
   */
  private boolean isTooOld(StoredObject object, long now) {
    long end =
        object.resolution() == Resolution.PROFILE
            ? object.startMillis() + Times.HOUR
            : Times.day(object.startMillis()) + Times.DAY;
    long kept = retention.millis(object.resolution());
    if (object.resolution() == Resolution.HOUR && !object.folded()) {
      kept = Math.max(kept, retention.millis(Resolution.DAY));
    }
    return Math.max(end, object.createdMillis()) + kept <= now;
  }

  /** Deletes what readers are done with, and what a crash left unpublished. */
  void clean() {
    long now = clock.millis();
    long before = now - READERS.toMillis();
    List<String> removed = hot.removed(before);
    removed.forEach(blocks::delete);
    hot.forgetRemoved(removed, before);
    hot.forgetIds(now);
    Set<String> known = names(hot.objects(null, null));
    known.addAll(hot.removed(Long.MAX_VALUE));
    for (BlockStore.Listed listed : blocks.list("")) {
      OptionalLong created = ObjectName.createdMillis(listed.name());
      if (!known.contains(listed.name())
          && created.isPresent()
          && created.getAsLong() + UNPUBLISHED.toMillis() < now) {
        blocks.delete(listed.name());
      }
    }
  }

  private StoredObject put(
      Span span,
      Resolution resolution,
      Map<String, byte[]> sections,
      long profiles,
      long createdMillis,
      boolean folded) {
    renewLease();
    sections.put("about", about(span, resolution));
    byte[] content = BlockFile.write(sections);
    String name = ObjectName.of(resolution, span.millis(), clock.millis());
    if (!blocks.put(name, content)) {
      throw new StorageException("object " + name + " is there already", null);
    }
    return new StoredObject(
        name,
        span.tenant(),
        span.service(),
        resolution,
        span.millis(),
        content.length,
        profiles,
        createdMillis,
        folded);
  }

  /** An object tells what it is about also without the catalog. */
  private static byte[] about(Span span, Resolution resolution) {
    return new ColumnWriter()
        .text(span.tenant())
        .text(span.service())
        .number(resolution.ordinal())
        .number(span.millis())
        .toBytes();
  }

  private void publish(Publication publication) {
    long now = clock.millis();
    if (lease.untilMillis() <= now || !hot.publish(lease, now, hot.generation(), publication)) {
      throw lost(lease);
    }
    holdLease();
  }

  /** Between the objects of an hour: to make them all may take longer than a lease lasts. */
  private void renewLease() {
    if (lease.untilMillis() - clock.millis() < LEASE.toMillis() / 2) {
      holdLease();
    }
  }

  /**
   * Holds the lease for longer. Never takes a new one: what was made under the old may be made from
   * a catalog that another has changed since.
   */
  private void holdLease() {
    Lease held = lease;
    boolean ended = held.untilMillis() <= clock.millis();
    if (ended || !takeLease() || lease.token() != held.token()) {
      throw lost(held);
    }
  }

  private StorageException lost(Lease held) {
    lease = null;
    return new StorageException(
        String.format(
            "the lease of %s ended at %s", holder, Instant.ofEpochMilli(held.untilMillis())),
        null);
  }

  private boolean areReadable(List<StoredObject> objects) {
    try {
      objects.forEach(object -> open(object).verify());
      return true;
    } catch (StorageException e) {
      return false; // it stays as it is: verify names it, and what is whole of it is served
    }
  }

  private BlockFile open(StoredObject object) {
    return BlockFile.open(blocks, object.name(), object.bytes());
  }

  private List<StoredObject> objects(Span span, Resolution resolution) {
    return of(resolution, hot.objects(span.tenant(), span.service())).stream()
        .filter(object -> object.startMillis() == span.millis())
        .toList();
  }

  private static List<StoredObject> of(Resolution resolution, List<StoredObject> objects) {
    return objects.stream().filter(object -> object.resolution() == resolution).toList();
  }

  private static Set<String> names(List<StoredObject> objects) {
    return objects.stream().map(StoredObject::name).collect(Collectors.toCollection(HashSet::new));
  }

  private static long profiles(List<StoredObject> objects) {
    return objects.stream().mapToLong(StoredObject::profiles).sum();
  }

  private static long created(List<StoredObject> objects) {
    return objects.stream().mapToLong(StoredObject::createdMillis).max().orElseThrow();
  }

  /** An hour or a day of one service. */
  private record Span(String tenant, String service, long millis) implements Comparable<Span> {
    private static final Comparator<Span> ORDER =
        Comparator.comparingLong(Span::millis)
            .thenComparing(Span::tenant)
            .thenComparing(Span::service);

    static Span of(StoredObject object) {
      return new Span(object.tenant(), object.service(), object.startMillis());
    }

    @Override
    public int compareTo(Span other) {
      return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
      return service + " from " + Instant.ofEpochMilli(millis) + " on";
    }
  }
}
