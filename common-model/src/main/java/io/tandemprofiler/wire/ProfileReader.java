package io.tandemprofiler.wire;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.model.JavaNames;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.LineHits;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.Window;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads one profile: its tables first, then what points into them. One instance, one profile. */
final class ProfileReader {
  private static final long MAX_DURATION_MILLIS = 3_600_000;
  private static final int[] NONE = {};

  private final StringTable strings = new StringTable();
  private final List<Frame> frames = new ArrayList<>();
  private final List<Series> series = new ArrayList<>();
  private final List<LineHits> lineHits = new ArrayList<>();
  private TreeReader tree = new TreeReader(List.of(), NONE, NONE);
  private ProcessStatistics statistics = ProcessStatistics.none();
  private HeapSummary heap;

  Profile read(MessageReader in) throws RefusedException {
    long startMillis = 0;
    long durationMillis = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1:
          startMillis = in.number();
          break;
        case 2:
          durationMillis = in.number();
          break;
        case 3:
          strings.add(in.textEntry());
          break;
        case 4:
          readFrames(in.message("FrameTable"));
          break;
        case 5:
          tree = TreeReader.read(in.message("CallTree"), frames);
          break;
        case 6:
          series.add(SeriesReader.read(in.messageEntry("Series"), tree.nodes(), series));
          break;
        case 7:
          lineHits.add(LineHitsReader.read(in.messageEntry("LineHits"), frames, series, lineHits));
          break;
        case 8:
          statistics = StatisticsReader.read(in.message("ProcessStatistics"));
          break;
        case 9:
          heap = HeapReader.read(in.message("HeapSummary"), strings);
          break;
        default:
          throw in.unknownField();
      }
    }
    return close(startMillis, durationMillis);
  }

  private Profile close(long startMillis, long durationMillis) throws RefusedException {
    if (startMillis <= 0 || durationMillis <= 0 || durationMillis > MAX_DURATION_MILLIS) {
      throw RefusedException.of(
          "R11", "window at " + startMillis + " lasts " + durationMillis + " ms");
    }
    Window window = new Window(startMillis, durationMillis);
    if (tree.framesUsed() != frames.size()) {
      throw RefusedException.of("R13", "frame " + tree.framesUsed() + " is not used");
    }
    strings.requireAllUsed();
    tree.requireSampledLeaves(series);
    HeapReader.requireInside(heap, window);
    return new Profile(
        window, frames, tree.ascents(), tree.frameIndexes(), series, lineHits, statistics, heap);
  }

  private void readFrames(MessageReader in) throws RefusedException {
    int[] languages = NONE;
    int[] owners = NONE;
    int[] functions = NONE;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1:
          languages = in.indexes();
          break;
        case 2:
          owners = in.indexes();
          break;
        case 3:
          functions = in.indexes();
          break;
        default:
          throw in.unknownField();
      }
    }
    if (owners.length != languages.length || functions.length != languages.length) {
      throw RefusedException.of(
          "R13",
          String.format(
              "%d languages, %d owners, %d functions",
              languages.length, owners.length, functions.length));
    }
    Set<Frame> seen = new HashSet<>(languages.length * 2);
    JavaTexts java = new JavaTexts();
    for (int i = 0; i < languages.length; i++) {
      Frame frame = frame(i, languages[i], strings.use(owners[i]), strings.use(functions[i]));
      if (frame.language() == Language.JAVA) {
        java.require(i, frame, owners[i], functions[i]);
      }
      if (!seen.add(frame)) {
        throw RefusedException.of("R13", "frame " + i + " stands twice");
      }
      frames.add(frame);
    }
  }

  private static Frame frame(int index, int language, String owner, String function)
      throws RefusedException {
    if (function.isEmpty()) {
      throw RefusedException.of("R13", "frame " + index + " has no function");
    }
    Frame frame = new Frame(Enums.known(language, Language::of, "Language"), owner, function);
    boolean marker = function.equals("<truncated>") || function.equals("<other>");
    if (frame.language() == Language.UNSPECIFIED && !(marker && owner.isEmpty())) {
      throw RefusedException.of("R13", "frame " + index + " has no language");
    }
    if (!frame.owner().equals(owner) || !frame.function().equals(function)) {
      throw RefusedException.of("R29", "native frame " + index + " is not named by its library");
    }
    if (frame.language() == Language.PYTHON && !isModule(owner)) {
      throw RefusedException.of(
          "R28", "frame " + index + " has an owner that no module is sent as");
    }
    return frame;
  }

  private static boolean isModule(String owner) {
    return owner.indexOf('/') < 0 && owner.indexOf('\\') < 0 && !owner.equals("__mp_main__");
  }

  /** Judges the texts of Java frames, each once: classes have many methods (R27, R33). */
  private static final class JavaTexts {
    private final BitSet classes = new BitSet();
    private final BitSet methods = new BitSet();

    void require(int index, Frame frame, int owner, int function) throws RefusedException {
      if (!classes.get(owner) && !JavaNames.isClean(frame.owner())) {
        throw RefusedException.of(
            "R27", "frame " + index + " has an owner that no class is sent as");
      }
      if (!methods.get(function) && !JavaNames.isCleanFunction(frame.function())) {
        throw RefusedException.of(
            "R33", "frame " + index + " has a function that no method is sent as");
      }
      classes.set(owner);
      methods.set(function);
    }
  }

  /** The texts, each once, used in their order (R12). */
  static final class StringTable {
    private final List<String> strings = new ArrayList<>();
    private final Set<String> seen = new HashSet<>(8192); // growing it is dear
    private int used = 1;

    void add(String string) throws RefusedException {
      int index = strings.size();
      if (index == MessageReader.MAX_ENTRIES) {
        throw RefusedException.of("R32", "more than " + index + " strings");
      }
      if (string.isEmpty() != (index == 0) || !seen.add(string)) {
        throw RefusedException.of(
            "R12", "string " + index + (string.isEmpty() ? " is empty" : " stands twice"));
      }
      strings.add(string); // clean (R5): MessageReader refuses the longer, and half a pair
    }

    /** The text at an index that stands next in the order of first use. */
    String use(int index) throws RefusedException {
      if (index >= strings.size()) {
        throw RefusedException.of("R12", "string " + index + " of " + strings.size());
      }
      if (index > used) {
        throw RefusedException.of("R12", "string " + index + " is used before string " + used);
      }
      if (index == used) {
        used++;
      }
      return strings.get(index);
    }

    void requireAllUsed() throws RefusedException {
      if (strings.isEmpty()) {
        throw RefusedException.of("R12", "strings[0] is missing");
      }
      if (used != strings.size()) {
        throw RefusedException.of("R12", "string " + used + " is not used");
      }
    }
  }
}
