package io.tandemprofiler.programs;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file read byte by byte from the system; or from a buffer. */
final class UnbufferedIo {
  private static Path file;

  private UnbufferedIo() {}

  public static void main(String[] args) throws Exception {
    file = Files.createTempFile("tandem", ".bin");
    try {
      Files.write(file, new byte[100_000]);
      Program.run(args, UnbufferedIo::trigger, UnbufferedIo::nearMiss);
    } finally {
      Files.delete(file);
    }
  }

  private static void trigger() throws Exception {
    try (InputStream in = new FileInputStream(file.toFile())) {
      sum(in);
    }
  }

  private static void nearMiss() throws Exception {
    try (InputStream in = new BufferedInputStream(new FileInputStream(file.toFile()))) {
      sum(in);
    }
  }

  private static void sum(InputStream in) throws Exception {
    long sum = 0;
    for (int value = in.read(); value >= 0; value = in.read()) {
      sum += value;
    }
    Program.keep(sum);
  }
}
