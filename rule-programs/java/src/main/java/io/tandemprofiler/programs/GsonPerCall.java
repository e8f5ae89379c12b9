package io.tandemprofiler.programs;

import com.google.gson.Gson;
import java.util.List;

/** A {@code Gson} a call, which learns all classes anew; or one. */
final class GsonPerCall {
  private static final Gson GSON = new Gson();
  private static final Order ORDER = new Order("4711", List.of(new Line("tandem", 2)));

  private GsonPerCall() {}

  private record Order(String id, List<Line> lines) {}

  private record Line(String sku, int count) {}

  public static void main(String[] args) throws Exception {
    Program.run(args, () -> copy(new Gson()), () -> copy(GSON));
  }

  private static void copy(Gson gson) {
    Program.keep(gson.fromJson(gson.toJson(ORDER), Order.class));
  }
}
