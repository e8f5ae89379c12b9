package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Upload;
import java.util.List;
import java.util.Set;
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
   * Gives each selected upload that is still kept by itself to the visitor, by start and then by
   * {@code profile_id} ascending; none twice.
   *
   * @throws StorageException where reading fails, also after some visits
   */
  default void visit(ProfileSelection selection, Consumer<Upload> visitor) {
    scan(
        selection,
        Resolution.PROFILE,
        block ->
            block
                .rows()
                .forEach(row -> row.profile().ifPresent(p -> visitor.accept(p.toUpload()))));
  }

  /**
   * Gives what was selected to the visitor in blocks, none of it twice, by time ascending as far as
   * blocks do not overlap, and only one block at a time in memory.
   *
   * <p>Hours and days of UTC that lie in the range whole come as sums, as far as {@code coarsest}
   * allows and they are summed up already; the others profile by profile. What is too old to be
   * kept profile by profile comes as sums in any case, and then the whole hour or day whose start
   * lies in the range. What cannot be read is left out, and a line is logged.
   *
   * @param coarsest the most time that a row may sum up
   * @throws StorageException where the store as a whole cannot be read, also after some blocks
   */
  void scan(ProfileSelection selection, Resolution coarsest, Consumer<Block> visitor);

  /**
   * The tenant's producers with a profile beginning in {@code [fromMillis, toMillis)}, in no order.
   * Decodes no profile.
   */
  List<ProducerActivity> producers(String tenant, long fromMillis, long toMillis);

  /** Of whom anything is stored. Decodes no profile. */
  Set<String> tenants();

  /** Finishes the appends that were begun. Later calls fail. */
  @Override
  void close();
}
