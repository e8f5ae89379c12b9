package io.tandemprofiler.bridge;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.ThreadState;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What Python answered to one look. */
final class Answer {
  private static final ThreadState[] STATES = ThreadState.values();

  /** Of the threads that are in Python their number of the system's, by that of Python's. */
  final Map<Long, Integer> osIds = new LinkedHashMap<>();

  /** Of each thread that was looked at its frames, outermost first; {@code null} if they moved. */
  final List<List<PythonFrame>> stacks = new ArrayList<>();

  private final List<Boolean> ran = new ArrayList<>(); // of each of these

  final long heldNanos;

  /**
   * @param places what the window's answers so far described, which this goes on with
   * @param wanted how many threads were looked at
   */
  Answer(DataInputStream in, List<PythonFrame> places, int wanted) throws IOException {
    heldNanos = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      long ident = in.readLong();
      osIds.put(ident, in.readInt());
    }
    for (int left = in.readInt(); left > 0; left--) {
      places.add(place(in));
    }
    for (int i = 0; i < wanted; i++) {
      ran.add(in.readInt() != 0);
      stacks.add(stack(in, places));
    }
  }

  /**
   * Whether a thread that was looked at ran meanwhile, and did not just wake to ask for the GIL.
   */
  boolean ran(int index) {
    return ran.get(index);
  }

  private static PythonFrame place(DataInputStream in) throws IOException {
    String owner = text(in);
    String function = text(in);
    String calls = text(in);
    String name = text(in);
    int line = in.readInt();
    return new PythonFrame(
        new Frame(Language.PYTHON, owner, function),
        Math.max(0, line),
        calls,
        name,
        STATES[in.readInt()],
        PythonFrame.Called.UNKNOWN);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  private static List<PythonFrame> stack(DataInputStream in, List<PythonFrame> places)
      throws IOException {
    int depth = in.readInt();
    if (depth < 0) {
      return null;
    }
    List<PythonFrame> frames = new ArrayList<>(depth);
    for (int i = 0; i < depth; i++) {
      PythonFrame place = places.get(in.readInt());
      int entry = in.readInt();
      frames.add(
          place.calledBy(
              entry < 0
                  ? PythonFrame.Called.UNKNOWN
                  : entry == 0 ? PythonFrame.Called.PYTHON : PythonFrame.Called.C));
    }
    return frames;
  }
}
