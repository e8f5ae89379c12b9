package io.tandemprofiler.programs;

import java.net.URI;
import java.net.URL;
import java.util.HashMap;
import java.util.Map;

/** URLs as keys, whose hosts are looked up to compare them; or URIs. */
final class UrlAsKey {
  private static final Map<Object, Integer> COUNTS = new HashMap<>();

  private UrlAsKey() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, UrlAsKey::trigger, UrlAsKey::nearMiss);
  }

  private static void trigger() throws Exception {
    for (int i = 0; i < 100; i++) {
      COUNTS.merge(new URL("http://127.0.0.1/page/" + i), 1, Integer::sum);
    }
  }

  private static void nearMiss() {
    for (int i = 0; i < 100; i++) {
      COUNTS.merge(URI.create("http://127.0.0.1/page/" + i), 1, Integer::sum);
    }
  }
}
