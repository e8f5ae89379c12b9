package io.tandemprofiler.agent.sampler;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file without a name: nobody else can open it, and nothing of it is left when the process ends,
 * however it ends. Linux only: its path leads through {@code /proc/self/fd}.
 */
final class UnlinkedFile implements AutoCloseable {
  private final RandomAccessFile file;
  private final Path path;

  private UnlinkedFile(RandomAccessFile file, Path path) {
    this.file = file;
    this.path = path;
  }

  static UnlinkedFile create() throws IOException {
    return PrivateFile.use(".jfr", UnlinkedFile::opened);
  }

  /** Opens the file for this process, for as long as it is not closed here. */
  Path path() {
    return path;
  }

  /** Frees what it holds. */
  void clear() throws IOException {
    file.setLength(0);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static UnlinkedFile opened(Path named) throws IOException {
    RandomAccessFile file = new RandomAccessFile(named.toFile(), "rw");
    try {
      return new UnlinkedFile(file, descriptorOf(named.toRealPath()));
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** The JDK does not tell the number of a descriptor; the kernel does, by the file's name. */
  private static Path descriptorOf(Path named) throws IOException {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        if (leadsTo(named, descriptor)) {
          return descriptor;
        }
      }
    }
    throw new FileNotFoundException("no descriptor leads to " + named);
  }

  private static boolean leadsTo(Path named, Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).equals(named);
    } catch (NoSuchFileException e) {
      return false; // another thread closed it since
    }
  }
}
