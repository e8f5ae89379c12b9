package io.tandemprofiler.collector.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps rows until their hour is closed, and the catalog of objects: what a {@link
 * LayeredProfileStore} needs beside a {@link BlockStore}. Thread-safe, also between writers.
 *
 * <p>Nothing here asks for a transaction over more than one segment, but for {@link #publish},
 * which is one compare-and-set. Every method throws a {@link StorageException} where the store
 * fails; what it should have changed may then have happened, but a segment's append or a
 * publication never in part.
 */
public interface HotStore extends AutoCloseable {
  /** From now on; nobody asks for a longer one. */
  long LONGEST_LEASE_MILLIS = 3_600_000;

  /**
   * Appends to segments, each durable on return: its dictionary no later than its rows. A row whose
   * id is remembered for its tenant and service is left out.
   *
   * @return the segments that are sealed or deleted, to which nothing was appended
   */
  Set<Segment> append(List<SegmentAppend> appends);

  /** Every segment that was not deleted, of one tenant and service or, where null, of any. */
  List<Segment> segments(String tenant, String service);

  /** What a segment holds, in the order in which it was appended; empty where it was deleted. */
  SegmentContent read(Segment segment);

  /**
   * Who appended rows to a segment that begin in {@code [fromMillis, toMillis)}, in no order. Reads
   * no body.
   */
  List<ProducerActivity> producers(Segment segment, long fromMillis, long toMillis);

  /** After this nothing is appended to the segment. */
  void seal(Segment segment);

  /** Removes segments, of which the catalog says that they are closed. */
  void delete(Set<Segment> segments);

  /**
   * Forgets ids that need to be remembered no more: their {@link HotRow#rememberedMillis} lies
   * before now.
   */
  void forgetIds(long nowMillis);

  /**
   * Takes the one lease, or renews it for its holder with the same token. One that is to last for
   * over {@link #LONGEST_LEASE_MILLIS} was taken while a clock was wrong, and counts as ended: its
   * holder changes nothing any more, for its token is lower.
   *
   * @return empty where another holds it until after now
   */
  Optional<Lease> lease(String holder, long nowMillis, long untilMillis);

  /** Counts the publications. */
  long generation();

  /** What is published, of one tenant and service or, where null, of any; in no order. */
  List<StoredObject> objects(String tenant, String service);

  /**
   * Bytes of what is published or was, and is not forgotten yet, by resolution; without those of
   * which there is nothing.
   */
  Map<Resolution, Long> objectBytes();

  /** Names of the segments that were closed and whose closing was not forgotten yet. */
  Set<String> closed();

  /**
   * Changes the catalog where nobody else did since.
   *
   * @param generation the one that the change was made from
   * @return false, and nothing is changed, where the generation is another one now, or the lease
   *     has ended or was taken by another
   */
  boolean publish(Lease lease, long nowMillis, long generation, Publication publication);

  /** Names of objects that were removed from the catalog before a time; readers are done then. */
  List<String> removed(long beforeMillis);

  /** Forgets objects that were removed, and which segments were closed before a time. */
  void forgetRemoved(List<String> names, long beforeMillis);

  @Override
  void close();

  /**
   * What is appended to a segment at once.
   *
   * @param begins whether this is the segment's first append; a later one never makes it anew
   * @param dictionary opaque; empty where it did not grow
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record SegmentAppend(Segment segment, boolean begins, byte[] dictionary, List<HotRow> rows) {}

  /** What a segment holds. */
  record SegmentContent(List<byte[]> dictionary, List<HotRow> rows) {}
}
