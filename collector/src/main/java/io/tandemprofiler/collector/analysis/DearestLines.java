package io.tandemprofiler.collector.analysis;

import io.tandemprofiler.collector.store.Block;
import io.tandemprofiler.collector.store.Row;
import io.tandemprofiler.collector.store.SaturatedSum;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.LineHits;
import io.tandemprofiler.model.Measure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The line of each of some functions that was seen most often. Not thread-safe. */
final class DearestLines implements Consumer<Block> {
  private final Measure measure;
  private final Set<Frame> wanted;
  private final Map<Frame, Map<Integer, Long>> samples = new HashMap<>();

  DearestLines(Measure measure, Set<Frame> wanted) {
    this.measure = measure;
    this.wanted = wanted;
  }

  @Override
  public void accept(Block block) {
    List<Frame> frames = block.paths().frames();
    for (Row row : block.rows()) {
      for (LineHits hits : row.lineHits()) {
        if (hits.measure() == measure) {
          add(frames, hits);
        }
      }
    }
  }

  /** 0 where no line is known; of equals the first in the file. */
  int line(Frame frame) {
    return samples.getOrDefault(frame, Map.of()).entrySet().stream()
        .max(Map.Entry.<Integer, Long>comparingByValue().thenComparing(line -> -line.getKey()))
        .map(Map.Entry::getKey)
        .orElse(0);
  }

  private void add(List<Frame> frames, LineHits hits) {
    for (int i = 0; i < hits.size(); i++) {
      Frame frame = frames.get(hits.frame(i));
      if (wanted.contains(frame)) {
        samples
            .computeIfAbsent(frame, key -> new HashMap<>())
            .merge(hits.line(i), hits.totalSamples(i), SaturatedSum::of);
      }
    }
  }
}
