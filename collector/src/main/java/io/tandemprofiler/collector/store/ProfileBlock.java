package io.tandemprofiler.collector.store;

import io.tandemprofiler.collector.store.StoredColumns.Numbers;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.Window;
import io.tandemprofiler.wire.ConfigurationCodec;
import io.tandemprofiler.wire.RefusedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Profiles of an hour, and how an object holds them: a directory of rows, the shared tree, and for
 * each kind of series one section with the columns of all rows, so that a question reads no other.
 */
final class ProfileBlock implements Block {
  static final Comparator<ProfileRow> IN_ORDER =
      Comparator.comparingLong(ProfileRow::firstMillis)
          .thenComparing(ProfileRow::profileId, Arrays::compareUnsigned);

  private static final String PRODUCERS = "producers";
  private static final String ROWS = "rows";
  private static final String FRAMES = "frames";
  private static final String PATHS = "paths";
  private static final String LINES = "lines";
  private static final String REST = "statistics";

  private final CallPaths paths;
  private final List<StoredProfile> rows;

  /**
   * @param rows in order
   */
  ProfileBlock(CallPaths paths, List<StoredProfile> rows) {
    this.paths = paths;
    this.rows = List.copyOf(rows);
  }

  @Override
  public Resolution resolution() {
    return Resolution.PROFILE;
  }

  @Override
  public CallPaths paths() {
    return paths;
  }

  @Override
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  @Override
  public List<AgentSum> agents() {
    return AgentSums.of(rows);
  }

  /** The rows as what they are. */
  List<StoredProfile> profiles() {
    return rows;
  }

  /** The block without some rows; empty where none is left. */
  Optional<ProfileBlock> filter(Predicate<ProfileRow> stays) {
    List<StoredProfile> left = rows.stream().filter(stays).toList();
    return left.isEmpty() ? Optional.empty() : Optional.of(new ProfileBlock(paths, left));
  }

  /** The same in blocks of no more rows than that. */
  List<ProfileBlock> divide(int mostRows) {
    List<ProfileBlock> parts = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += mostRows) {
      parts.add(
          new ProfileBlock(paths, rows.subList(from, Math.min(rows.size(), from + mostRows))));
    }
    return parts;
  }

  /** One block of several, in order; of rows with one id the first. */
  static Optional<ProfileBlock> merge(List<ProfileBlock> blocks) {
    if (blocks.size() < 2) {
      return blocks.stream().findFirst();
    }
    GrowingPaths grown = new GrowingPaths();
    List<int[]> nodes = new ArrayList<>();
    blocks.forEach(block -> nodes.add(grown.addAll(block.paths)));
    Preorder order = Preorder.of(grown);
    int[] ranks = order.ranks();
    CallPaths paths = order.paths();
    Map<Object, Integer> frameNumbers = new HashMap<>();
    for (int i = 0; i < order.frames.size(); i++) {
      frameNumbers.put(order.frames.get(i), i);
    }
    List<StoredProfile> rows = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      ProfileBlock block = blocks.get(i);
      int[] own = nodes.get(i);
      int[] numbers = new int[own.length];
      for (int node = 0; node < own.length; node++) {
        numbers[node] = ranks[own[node]];
      }
      Numbers moved =
          new Numbers(numbers, block.paths.frames().stream().mapToInt(frameNumbers::get).toArray());
      block.rows.forEach(row -> rows.add(row.moved(paths, moved)));
    }
    rows.sort(IN_ORDER);
    Set<ByteBuffer> seen = new HashSet<>();
    return new ProfileBlock(paths, rows).filter(row -> seen.add(ByteBuffer.wrap(row.profileId())));
  }

  /** The sections of an object that holds this. */
  Map<String, byte[]> write() {
    Map<Producer, Integer> producers = new LinkedHashMap<>();
    Map<SeriesKey, ColumnWriter> counts = new LinkedHashMap<>();
    ColumnWriter directory = new ColumnWriter().number(rows.size());
    ColumnWriter lines = new ColumnWriter();
    ColumnWriter rest = new ColumnWriter();
    long last = 0;
    for (ProfileRow row : rows) {
      Integer known = producers.putIfAbsent(row.producer(), producers.size());
      directory
          .raw(row.profileId())
          .number(row.firstMillis() - last)
          .number(row.observedMillis())
          .number(known == null ? producers.size() - 1 : known)
          .number(SeriesSet.of(row.keys()));
      last = row.firstMillis();
      for (SeriesKey key : row.keys()) {
        counts
            .computeIfAbsent(key, k -> new ColumnWriter())
            .bytes(Columns.writeCounts(readable(row, key)));
      }
      lines.bytes(Columns.writeLines(row.lineHits()));
      rest.bytes(
          Envelope.write(
              row.profileId(),
              row.producer(),
              row.window(),
              row.statistics(),
              row.heap().orElse(null)));
    }
    ColumnWriter all = new ColumnWriter().number(producers.size());
    producers.keySet().forEach(producer -> all.bytes(ConfigurationCodec.writeRequest(producer)));
    Map<String, byte[]> sections = new LinkedHashMap<>();
    sections.put(PRODUCERS, all.toBytes());
    sections.put(ROWS, directory.toBytes());
    writePaths(paths, sections);
    counts.forEach((key, column) -> sections.put(section(key), column.toBytes()));
    sections.put(LINES, lines.toBytes());
    sections.put(REST, rest.toBytes());
    return sections;
  }

  private static Counts readable(ProfileRow row, SeriesKey key) {
    return row.counts(key)
        .orElseThrow(() -> new StorageException("the columns of " + key + " are damaged", null));
  }

  /**
   * The selected profiles of an object; empty where there is none.
   *
   * @throws StorageException where the directory or the tree cannot be read
   */
  static Optional<ProfileBlock> read(Sections sections, Predicate<Entry> selected) {
    List<Entry> entries = entries(sections);
    if (entries.stream().noneMatch(selected)) {
      return Optional.empty();
    }
    CallPaths paths = readPaths(sections);
    Parts parts = new Parts(sections, entries);
    List<StoredProfile> rows = new ArrayList<>();
    for (Entry entry : entries) {
      if (selected.test(entry)) {
        rows.add(
            new StoredProfile(
                paths,
                entry.profileId(),
                entry.producer(),
                entry.window(),
                new StoredColumns(
                    entry.series(),
                    key ->
                        parts.find(section(key), entry).map(part -> Columns.readCounts(key, part)),
                    () -> parts.find(LINES, entry).map(Columns::readLines).orElseGet(List::of)),
                () -> parts.find(REST, entry).map(part -> Envelope.read(part.rest()).profile())));
      }
    }
    return Optional.of(new ProfileBlock(paths, rows));
  }

  /** What the directory of an object says of each row, in order. */
  static List<Entry> entries(Sections sections) {
    ColumnReader in = sections.get(PRODUCERS);
    Producer[] producers = new Producer[in.count()];
    for (int i = 0; i < producers.length; i++) {
      producers[i] = producer(in.bytes());
    }
    ColumnReader directory = sections.get(ROWS);
    List<Entry> entries = new ArrayList<>();
    long start = 0;
    for (int rows = directory.count(); entries.size() < rows; ) {
      byte[] id = directory.raw(16);
      start += directory.number();
      Window window = new Window(start, directory.number());
      Producer producer = producers[directory.count(producers.length - 1)];
      entries.add(new Entry(entries.size(), id, window, producer, directory.number()));
    }
    return entries;
  }

  static CallPaths readPaths(Sections sections) {
    return Columns.readPaths(Columns.readFrames(sections.get(FRAMES)), sections.get(PATHS));
  }

  static void writePaths(CallPaths paths, Map<String, byte[]> sections) {
    sections.put(FRAMES, Columns.writeFrames(paths.frames()));
    sections.put(PATHS, Columns.writePaths(paths));
  }

  /** Name of the section with the columns of one kind of series. */
  static String section(SeriesKey key) {
    return "counts." + key.measure().word() + "." + key.state().word();
  }

  static Producer producer(byte[] description) {
    try {
      return ConfigurationCodec.readRequest(description);
    } catch (RefusedException e) {
      throw new StorageException("a stored producer breaks " + e.getMessage(), e);
    }
  }

  /**
   * What the directory says of a row.
   *
   * @param number of the row in the object
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(int number, byte[] profileId, Window window, Producer producer, long series) {}

  /** Where in a section each row's part begins. Thread-safe. */
  private static final class Parts {
    private final Sections sections;
    private final List<Entry> entries;
    private final Map<String, Optional<ColumnReader[]>> found = new ConcurrentHashMap<>();

    Parts(Sections sections, List<Entry> entries) {
      this.sections = sections;
      this.entries = entries;
    }

    Optional<ColumnReader> find(String section, Entry entry) {
      return found
          .computeIfAbsent(section, this::divide)
          .map(parts -> parts[entry.number()].copy());
    }

    /** A section of a kind of series has parts only for the rows that have it. */
    private Optional<ColumnReader[]> divide(String section) {
      return sections
          .find(section)
          .map(
              bytes -> {
                ColumnReader in = new ColumnReader(bytes);
                ColumnReader[] parts = new ColumnReader[entries.size()];
                for (Entry entry : entries) {
                  if (!section.startsWith("counts.")
                      || SeriesSet.keys(entry.series()).stream()
                          .anyMatch(key -> section(key).equals(section))) {
                    parts[entry.number()] = in.part();
                  }
                }
                return parts;
              });
    }
  }
}
