package io.tandemprofiler.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The Python that is packed beside these classes. */
final class PythonSource {
  /** Makes the others known. */
  static final String BOOT = "boot";

  /** Those that the agent for Python has, and those for Jep: each behind what it imports. */
  static final List<String> MODULES =
      List.of(
          "model",
          "kernel",
          "sampler",
          "names",
          "states",
          "interpreter",
          "quoting",
          "call_tree",
          "fold",
          "jvm",
          "entries",
          "call_sites",
          "gil",
          "mixed");

  private PythonSource() {}

  static String of(String module) throws IOException {
    try (InputStream in = PythonSource.class.getResourceAsStream("python/" + module + ".py")) {
      if (in == null) {
        throw new IOException(module + ".py is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
