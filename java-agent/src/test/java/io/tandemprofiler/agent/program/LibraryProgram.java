package io.tandemprofiler.agent.program;

import io.tandemprofiler.agent.Tandem;
import java.io.IOException;

/** Profiles itself by the library, twice at once. */
public final class LibraryProgram {
  private LibraryProgram() {}

  public static void main(String[] arguments) throws IOException {
    try (Tandem first =
            Tandem.builder()
                .service("library")
                .collector(arguments[0])
                .label("env", "test")
                .set("instance", "i-1")
                .start();
        Tandem second = Tandem.builder().service("second").set("cpu_hz", null).start()) {
      System.out.println("profiled: " + (first != second));
      System.in.read();
    }
    System.out.println("closed");
  }
}
