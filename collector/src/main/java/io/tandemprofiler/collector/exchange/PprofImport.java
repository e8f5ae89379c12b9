package io.tandemprofiler.collector.exchange;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Names;
import io.tandemprofiler.model.StackTrace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads pprof's {@code profile.proto}: names, lines, values and times. Files, mappings, addresses,
 * labels and comments are left where they are.
 */
final class PprofImport {
  private static final int MAX_ENTRIES = 1_000_000; // R32
  private static final long NANOS = 1_000_000;

  private final byte[] content;
  private final List<String> strings = new ArrayList<>();
  private final List<long[]> types = new ArrayList<>(); // indexes of type and unit
  private final Map<Long, Long> functions = new HashMap<>(); // index of the name, by id
  private final Map<Long, LongColumn> locations = new HashMap<>(); // function and line, by id
  private final Map<Long, Optional<Frame>> frames = new HashMap<>(); // by id of the function
  private long timeNanos;
  private long durationNanos;
  private long period;

  private PprofImport(byte[] content) {
    this.content = content;
  }

  /** The tables of a file. */
  static PprofImport read(byte[] content) throws ImportException {
    PprofImport file = new PprofImport(content);
    file.readTables();
    return file;
  }

  /** How long it was sampled; 0 where it does not say so. */
  long durationMillis() {
    return Math.max(0, durationNanos / NANOS);
  }

  /**
   * The samples, which stand before the tables they need: so this reads the bytes again.
   *
   * @param otherwiseMillis when they were taken, where the file does not say so
   */
  ImportedProfiles toProfiles(long otherwiseMillis) throws ImportException {
    ImportedProfiles profiles = new ImportedProfiles();
    List<PprofValue> values = PprofValue.of(namedTypes(), period);
    long atMillis = timeNanos > 0 ? timeNanos / NANOS : otherwiseMillis;
    ProtobufReader in = new ProtobufReader(content);
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 2) {
        addSample(profiles, atMillis, values, in.message());
      } else {
        in.skip();
      }
    }
    return profiles;
  }

  private void readTables() throws ImportException {
    ProtobufReader in = new ProtobufReader(content);
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> types.add(pair(in.message(), 1, 2));
        case 4 -> readLocation(in.message());
        case 5 -> {
          long[] function = pair(in.message(), 1, 2);
          functions.put(function[0], function[1]);
        }
        case 6 -> strings.add(in.text());
        case 9 -> timeNanos = in.number();
        case 10 -> durationNanos = in.number();
        case 12 -> period = in.number();
        default -> in.skip();
      }
      requireRoom();
    }
  }

  private void requireRoom() throws ImportException {
    int most =
        Math.max(
            Math.max(strings.size(), types.size()), Math.max(functions.size(), locations.size()));
    if (most > MAX_ENTRIES) {
      throw new ImportException("a table has more than " + MAX_ENTRIES + " entries (R32)");
    }
  }

  private void readLocation(ProtobufReader in) throws ImportException {
    long id = 0;
    LongColumn lines = new LongColumn();
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 1) {
        id = in.number();
      } else if (field == 4) {
        long[] line = pair(in.message(), 1, 2);
        lines.add(line[0]);
        lines.add(line[1]);
      } else {
        in.skip();
      }
    }
    locations.put(id, lines);
  }

  private void addSample(
      ImportedProfiles profiles, long atMillis, List<PprofValue> values, ProtobufReader in)
      throws ImportException {
    LongColumn stack = new LongColumn();
    LongColumn columns = new LongColumn();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> in.numbers(stack);
        case 2 -> in.numbers(columns);
        default -> in.skip();
      }
    }
    if (columns.size() != types.size()) {
      throw new ImportException(
          "a sample has " + columns.size() + " values, of " + types.size() + " types");
    }
    StackTrace trace = trace(stack);
    for (PprofValue value : values) {
      value.add(profiles, atMillis, trace, columns);
    }
  }

  /** Outermost first: the other way round than locations stand, and within each its lines. */
  private StackTrace trace(LongColumn stack) throws ImportException {
    List<Frame> calls = new ArrayList<>();
    LongColumn lines = new LongColumn();
    for (int i = stack.size() - 1; i >= 0; i--) {
      LongColumn location = locations.get(stack.get(i));
      if (location == null) {
        throw new ImportException(
            "a sample is at location " + stack.get(i) + ", of which it has none");
      }
      ImportedProfiles.requireFrames(calls.size() + location.size() / 2);
      if (location.size() == 0) {
        calls.add(new Frame(Language.OTHER, "", Names.UNKNOWN));
        lines.add(0);
      }
      for (int j = location.size() - 2; j >= 0; j -= 2) {
        Optional<Frame> frame = frame(location.get(j));
        if (frame.isPresent()) {
          calls.add(frame.get());
          lines.add(Math.max(0, Math.min(Integer.MAX_VALUE, location.get(j + 1))));
        }
      }
    }
    int[] column = new int[lines.size()];
    for (int i = 0; i < column.length; i++) {
      column[i] = (int) lines.get(i);
    }
    return new StackTrace(calls, column);
  }

  private Optional<Frame> frame(long function) throws ImportException {
    Optional<Frame> known = frames.get(function);
    if (known == null) {
      Long name = functions.get(function);
      if (name == null) {
        throw new ImportException(
            "a location is in function " + function + ", of which it has none");
      }
      known = ImportedNames.frame(string(name));
      frames.put(function, known);
    }
    return known;
  }

  private List<PprofValue.Type> namedTypes() throws ImportException {
    List<PprofValue.Type> named = new ArrayList<>();
    for (long[] type : types) {
      named.add(new PprofValue.Type(string(type[0]), string(type[1])));
    }
    return named;
  }

  private String string(long index) throws ImportException {
    if (index < 0 || index >= strings.size()) {
      throw new ImportException("text " + index + " of " + strings.size() + " is named");
    }
    return strings.get((int) index);
  }

  /** Two numbers of a message, 0 where they are missing; what else it holds is passed over. */
  private static long[] pair(ProtobufReader in, int first, int second) throws ImportException {
    long[] pair = new long[2];
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == first) {
        pair[0] = in.number();
      } else if (field == second) {
        pair[1] = in.number();
      } else {
        in.skip();
      }
    }
    return pair;
  }
}
