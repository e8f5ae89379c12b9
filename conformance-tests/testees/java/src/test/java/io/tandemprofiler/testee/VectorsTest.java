package io.tandemprofiler.testee;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.wire.GeneratedClasses;
import io.tandemprofiler.wire.UploadReader;
import io.tandemprofiler.wire.UploadWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the Java codec to the vectors that the Python codec is held to. */
class VectorsTest {
  private static final Path VECTORS =
      Path.of(System.getProperty("tandem.root"), "conformance-tests", "vectors");

  static List<Path> vectors() throws IOException {
    try (Stream<Path> files = Files.walk(VECTORS)) {
      return files
          .filter(file -> file.endsWith("input.json"))
          .map(Path::getParent)
          .filter(VectorsTest::isAskedOfJava)
          .sorted()
          .collect(Collectors.toList());
    }
  }

  /** What Python observes only the Python agent can name. */
  private static boolean isAskedOfJava(Path vector) {
    try {
      return !json(vector).path("observed_by").asText().equals("python");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void vectors_areThere() throws IOException {
    assertThat(vectors()).hasSizeGreaterThanOrEqualTo(150);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void write_givesTheBytesOfTheVector(Path vector) throws IOException {
    assertThat(hex(UploadWriter.write(input(vector)))).isEqualTo(wire(vector));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void read_thenWrite_givesTheSameBytes(Path vector) throws Exception {
    byte[] bytes = HexFormat.of().parseHex(wire(vector));
    assertThat(hex(UploadWriter.write(UploadReader.read(bytes)))).isEqualTo(wire(vector));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void generatedClasses_readAndWriteTheSameBytes(Path vector) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(wire(vector));
    assertThat(hex(GeneratedClasses.rewrite(bytes))).isEqualTo(wire(vector));
  }

  private static Upload input(Path vector) throws IOException {
    JsonNode input = json(vector);
    return VectorInput.upload(input, VectorInput.tree(input));
  }

  private static JsonNode json(Path vector) throws IOException {
    return new ObjectMapper().readTree(vector.resolve("input.json").toFile());
  }

  private static String wire(Path vector) throws IOException {
    return Files.readString(vector.resolve("wire.hex")).replaceAll("\\s", "");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
