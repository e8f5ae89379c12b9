package io.tandemprofiler.collector.exchange;

import io.tandemprofiler.collector.query.FlameTree;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * Writes a flame tree as collapsed stacks: a line for each path, {@code main;parse 400}, as
 * flamegraph.pl reads them.
 */
public final class CollapsedExport {
  private CollapsedExport() {}

  /**
   * Values are rounded to whole units of the measure; a path that is then worth nothing is left
   * out, and so is what has no frame. What would end a frame or a line is an underscore.
   */
  public static byte[] write(FlameTree tree) {
    StringBuilder out = new StringBuilder();
    long[] values = Export.rounded(tree.selfValues());
    Export.visitStacks(
        tree,
        (path, node) -> {
          if (node > 0 && values[node] > 0) {
            String stack =
                path.stream()
                    .map(frame -> oneWord(Export.name(tree.frames().get(frame))))
                    .collect(Collectors.joining(";"));
            out.append(stack).append(' ').append(values[node]).append('\n');
          }
        });
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String oneWord(String name) {
    return name.replaceAll("[;\\p{Cntrl}\u2028\u2029]", "_");
  }
}
