package io.tandemprofiler.collector.view;

import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ServerCacheControl;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.file.FileService;
import com.linecorp.armeria.server.file.HttpFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The web page, out of the class path below {@code ui/}. */
public final class WebPage {
  private static final ClassLoader LOADER = WebPage.class.getClassLoader();

  private WebPage() {}

  /** Serves the page at {@code /} and what it is made of. */
  public static void addTo(ServerBuilder server) {
    addFile(server, "/", "ui/index.html", MediaType.HTML_UTF_8);
    addFile(server, "/icon.svg", "ui/icon.svg", MediaType.SVG_UTF_8);
    addFile(server, "/icon.png", "ui/icon.png", MediaType.PNG);
    server.serviceUnder(
        "/assets",
        FileService.builder(LOADER, "ui/assets")
            .cacheControl(ServerCacheControl.IMMUTABLE)
            .build());
  }

  /** The HTML that shows one flame graph by itself. */
  public static String flameTemplate() {
    return new String(resource("/ui/flamegraph-template.html"), StandardCharsets.UTF_8);
  }

  /** A file of the jar: beside this class, or by its whole path. */
  static byte[] resource(String name) {
    try (InputStream in = WebPage.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("read " + name, e);
    }
  }

  // No entity tag: Armeria's is made of size and time, and in the jar both outlive a change.
  private static void addFile(ServerBuilder server, String path, String file, MediaType type) {
    server.service(
        path,
        HttpFile.builder(LOADER, file)
            .autoDetectedContentType(false)
            .contentType(type)
            .entityTag(false)
            .lastModified(false)
            .cacheControl(ServerCacheControl.REVALIDATED)
            .build()
            .asService());
  }
}
