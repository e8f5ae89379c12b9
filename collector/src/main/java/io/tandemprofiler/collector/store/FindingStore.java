package io.tandemprofiler.collector.store;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Keeps what analyses found, and what became of it. Thread-safe. */
public interface FindingStore extends AutoCloseable {
  /** Stands for all services of a tenant; no service is called so. */
  String EVERY_SERVICE = "";

  /**
   * Files what an analysis saw, all of it or nothing, durably on return. What is seen for the first
   * time is {@link KnownFinding#opened}, what is known {@link KnownFinding#seen}, what is known of
   * the same service and kind and was not seen now {@link KnownFinding#missed}.
   *
   * @param findings of the analysis's service, kind and range, each id once
   * @return which are open now and were not before or are more severe than they ever were since
   *     they opened, in the order given
   * @throws StorageException where nothing was filed
   */
  List<KnownFinding> file(String tenant, Analysis analysis, List<Finding> findings);

  /**
   * The findings of a service, or of {@link #EVERY_SERVICE}: the open first, then the dismissed,
   * then the gone; of each the largest share first, then by id.
   */
  List<KnownFinding> find(String tenant, String service);

  /**
   * How many findings are open, by service and severity, each pair once and in no order; none where
   * none is. Reads no finding: cheap enough for whoever asks all the time.
   */
  List<OpenFindings> countOpen(String tenant);

  /**
   * Changes one finding, durably on return. Changes do not overlap.
   *
   * @param change applied once, where there is such a finding; keeps its id and service
   * @return what it is now; empty where there is none
   */
  Optional<KnownFinding> change(String tenant, String id, UnaryOperator<KnownFinding> change);

  /**
   * The last analysis of each kind of a service, or of {@link #EVERY_SERVICE}; by service and kind.
   */
  List<Analysis> analyses(String tenant, String service);

  /** Removes the findings and analyses last seen before an instant; how many findings. */
  int forget(String tenant, long beforeMillis);

  /** Later calls fail. */
  @Override
  void close();
}
