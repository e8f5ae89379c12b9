package io.tandemprofiler.collector.exchange;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads collapsed stacks: a line for each path, {@code main;parse 400}; counts have no unit. */
final class CollapsedImport {
  private static final SeriesKey SAMPLES = new SeriesKey(Measure.SAMPLES, ThreadState.UNSPECIFIED);

  private final Map<String, Optional<Frame>> frames = new HashMap<>();

  /** Whether a file looks like it, to whoever was not told. */
  static boolean resembles(byte[] content) {
    int end = 0;
    while (end < content.length && content[end] != '\n') {
      if (content[end] >= 0 && content[end] < ' ' && content[end] != '\t' && content[end] != '\r') {
        return false;
      }
      end++;
    }
    return end > 0 || content.length == 0;
  }

  /** All of a file, at one instant. */
  static ImportedProfiles read(byte[] content, long atMillis) throws ImportException {
    ImportedProfiles profiles = new ImportedProfiles();
    CollapsedImport file = new CollapsedImport();
    int number = 0;
    int start = 0;
    while (start < content.length) {
      int end = start;
      while (end < content.length && content[end] != '\n') {
        end++;
      }
      number++;
      String line = new String(content, start, end - start, StandardCharsets.UTF_8).strip();
      if (!line.isEmpty()) {
        file.add(profiles, atMillis, number, line);
      }
      start = end + 1;
    }
    return profiles;
  }

  private void add(ImportedProfiles profiles, long atMillis, int number, String line)
      throws ImportException {
    int space = line.lastIndexOf(' ');
    long samples = space < 0 ? 0 : count(line.substring(space + 1));
    if (samples <= 0) {
      throw new ImportException("line " + number + " is not 'caller;callee count'");
    }
    List<Frame> stack = new ArrayList<>();
    String[] texts = line.substring(0, space).split(";", ImportedProfiles.MAX_FRAMES + 1);
    ImportedProfiles.requireFrames(texts.length);
    for (String text : texts) {
      frames.computeIfAbsent(text, ImportedNames::collapsed).ifPresent(stack::add);
    }
    profiles.add(atMillis, new StackTrace(stack, new int[stack.size()]), SAMPLES, samples, 0);
  }

  private static long count(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0; // answered by the caller, which knows the line
    }
  }
}
