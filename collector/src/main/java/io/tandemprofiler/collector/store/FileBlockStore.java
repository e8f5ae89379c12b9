package io.tandemprofiler.collector.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Objects as files below a folder, for its owner alone. What is written in part has no name yet.
 */
public final class FileBlockStore implements BlockStore {
  private static final String UNNAMED = ".new";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*");
  private static final Object NAMING = new Object();

  private final Path folder;
  private final Naming link;

  /** The folder need not exist. */
  public FileBlockStore(Path folder) {
    this(folder, Files::createLink);
  }

  FileBlockStore(Path folder, Naming link) {
    this.folder = folder;
    this.link = link;
  }

  /**
   * The file system's own put-if-absent is a second name for a file that is whole. Where it has
   * none, of two processes that put the same name both may win: names are random.
   */
  @Override
  public boolean put(String name, byte[] content) {
    Path file = file(name);
    Path whole = folder.resolve(UNNAMED).resolve(UUID.randomUUID().toString());
    try {
      createFolders(whole.getParent());
      createFolders(file.getParent());
      try {
        write(whole, content);
        name(file, whole);
      } catch (FileAlreadyExistsException e) {
        return false;
      } finally {
        Files.deleteIfExists(whole);
      }
      sync(file.getParent());
      return true;
    } catch (IOException e) {
      throw new StorageException("write " + file + ": " + e, e);
    }
  }

  @Override
  public Optional<byte[]> get(String name, long offset, int length) {
    try (FileChannel channel = FileChannel.open(file(name), StandardOpenOption.READ)) {
      ByteBuffer part =
          ByteBuffer.allocate((int) Math.max(0, Math.min(length, channel.size() - offset)));
      int read = 0;
      while (part.hasRemaining() && read >= 0) {
        read = channel.read(part, offset + part.position());
      }
      return Optional.of(Arrays.copyOf(part.array(), part.position()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StorageException("read " + file(name) + ": " + e, e);
    }
  }

  @Override
  public List<Listed> list(String prefix) {
    if (Files.notExists(folder)) {
      return List.of();
    }
    List<Listed> listed = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = folder.relativize(file).toString();
        if (name.startsWith(prefix) && NAME.matcher(name).matches() && Files.isRegularFile(file)) {
          listed.add(new Listed(name, Files.size(file)));
        }
      }
    } catch (NoSuchFileException e) {
      return list(prefix); // one was deleted while we looked
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        return list(prefix);
      }
      throw new StorageException("list " + folder + ": " + e.getCause(), e);
    } catch (IOException e) {
      throw new StorageException("list " + folder + ": " + e, e);
    }
    listed.sort(Comparator.comparing(Listed::name));
    return listed;
  }

  @Override
  public void delete(String name) {
    try {
      Files.deleteIfExists(file(name));
    } catch (IOException e) {
      throw new StorageException("delete " + file(name) + ": " + e, e);
    }
  }

  /** Removes what a process that was killed had not named yet. Only where nobody else writes. */
  void deleteUnnamed() {
    Path unnamed = folder.resolve(UNNAMED);
    if (Files.notExists(unnamed)) {
      return;
    }
    try (Stream<Path> files = Files.list(unnamed)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new StorageException("clear " + unnamed + ": " + e, e);
    }
  }

  private void name(Path file, Path whole) throws IOException {
    try {
      link.name(file, whole);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) { // it has no hard links
      synchronized (NAMING) {
        if (Files.exists(file)) {
          throw new FileAlreadyExistsException(file.toString());
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private Path file(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' is not the name of an object");
    }
    return folder.resolve(name);
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createFile(file, DataFolder.ownersAlone("rw-------"));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  /** Each folder's name is durable before anything in it is. */
  private static void createFolders(Path path) throws IOException {
    if (Files.notExists(path)) {
      createFolders(path.getParent());
      try {
        Files.createDirectory(path, DataFolder.ownersAlone("rwx------"));
      } catch (FileAlreadyExistsException e) {
        return; // somebody else was faster
      }
      sync(path.getParent());
    }
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** How a file gets its second name. */
  interface Naming {
    void name(Path file, Path whole) throws IOException;
  }
}
