package io.tandemprofiler.collector.store;

import java.util.List;
import java.util.function.UnaryOperator;

/** Keeps what operators ask of agents, and a log of who asked. Thread-safe. */
public interface AgentSettingsStore extends AutoCloseable {
  /** Stands for all services of a tenant; no service is called so. */
  String EVERY_SERVICE = "";

  /** Of a tenant's changes the latest are kept: about 20 MB. */
  int CHANGES_KEPT = 100_000;

  /**
   * What was asked of a service, or of {@link #EVERY_SERVICE}; {@link AgentSettings#NONE} where
   * nothing was.
   *
   * @throws StorageException where reading fails
   */
  AgentSettings find(String tenant, String service);

  /**
   * Changes settings and writes that to the log, both or neither, durably on return. Changes do not
   * overlap: each sees the one before. Nothing is logged where nothing changes.
   *
   * @param change applied once to what {@link #find} would give
   * @return what holds now
   * @throws StorageException where nothing was changed
   */
  AgentSettings change(
      String tenant,
      String service,
      UnaryOperator<AgentSettings> change,
      String who,
      String address,
      long atMillis);

  /**
   * The tenant's latest changes of all services, the last first, at most {@code limit}; no more
   * than {@link #CHANGES_KEPT}.
   */
  List<SettingsChange> changes(String tenant, int limit);

  /** Later calls fail. */
  @Override
  void close();
}
