package io.tandemprofiler.collector.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder that holds everything a collector keeps, held against other collectors. */
public final class DataFolder implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Creates the folder where there is none, and holds it until {@link #close} or the process ends.
   *
   * @throws StorageException where another collector holds it or it cannot be written
   */
  public static DataFolder hold(Path path) {
    Path folder = path.toAbsolutePath().normalize();
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new StorageException(
            "data folder " + folder + " is in use by another collector", null);
      }
      return new DataFolder(folder, channel);
    } catch (IOException e) {
      throw new StorageException("data folder " + folder + " cannot be written: " + e, e);
    }
  }

  /** Absolute. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StorageException("release data folder " + path, e);
    }
  }

  /** The lock lives as long as the channel. */
  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process
    }
  }
}
