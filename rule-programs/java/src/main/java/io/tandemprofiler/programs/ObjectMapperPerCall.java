package io.tandemprofiler.programs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** An {@code ObjectMapper} a call, which learns all classes anew; or one. */
final class ObjectMapperPerCall {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Order ORDER = new Order("4711", List.of(new Line("tandem", 2)));

  private ObjectMapperPerCall() {}

  /** What is written. */
  public record Order(String id, List<Line> lines) {}

  /** A line of it. */
  public record Line(String sku, int count) {}

  public static void main(String[] args) throws Exception {
    Program.run(args, () -> copy(new ObjectMapper()), () -> copy(MAPPER));
  }

  private static void copy(ObjectMapper mapper) throws Exception {
    Program.keep(mapper.readValue(mapper.writeValueAsString(ORDER), Order.class));
  }
}
