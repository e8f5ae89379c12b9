package io.tandemprofiler.programs;

import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Services that are looked for at each call; or once. */
final class ServiceLoaderPerCall {
  private static final List<FileSystemProvider> FOUND = find();

  private ServiceLoaderPerCall() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, () -> Program.keep(find()), ServiceLoaderPerCall::nearMiss);
  }

  private static List<FileSystemProvider> find() {
    List<FileSystemProvider> found = new ArrayList<>();
    ServiceLoader.load(FileSystemProvider.class).forEach(found::add);
    return found;
  }

  private static void nearMiss() {
    for (FileSystemProvider provider : FOUND) {
      Program.keep(provider.getScheme());
    }
  }
}
