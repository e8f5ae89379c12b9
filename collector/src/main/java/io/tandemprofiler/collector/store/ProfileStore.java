package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Upload;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Keeps uploads, each once. Thread-safe. */
public interface ProfileStore extends AutoCloseable {
  /**
   * Stores an upload, or does nothing where the tenant's service has one with the same {@code
   * profile_id}.
   *
   * <p>Waiting appends are held in memory: the caller bounds them. Several share one durable
   * commit.
   *
   * @param bytes the canonical bytes of the message {@code Upload}; not changed afterwards
   * @return completes once the upload is durable, or with a {@link StorageException}, after which
   *     nothing of the upload is stored
   */
  CompletableFuture<Void> append(String tenant, Upload upload, byte[] bytes);

  /**
   * Gives each selected upload to the visitor, by start and then by {@code profile_id} ascending;
   * none twice, and only one at a time in memory.
   *
   * @throws StorageException where reading fails, also after some visits
   */
  void visit(ProfileSelection selection, Consumer<Upload> visitor);

  /**
   * The tenant's producers with a profile beginning in {@code [fromMillis, toMillis)}, in no order.
   * Decodes no profile.
   */
  List<ProducerActivity> producers(String tenant, long fromMillis, long toMillis);

  /** Finishes the appends that were begun. Later calls fail. */
  @Override
  void close();
}
