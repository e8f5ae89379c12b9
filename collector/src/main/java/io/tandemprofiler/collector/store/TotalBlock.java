package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.SeriesKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Sums of an hour or a day by labels, as an object holds them. */
final class TotalBlock implements Block {
  private static final String AGENTS = "agents";
  private static final String GAUGES = "statistics";
  private static final String ROWS = "rows";
  private static final String LINES = "lines";

  private final Resolution resolution;
  private final CallPaths paths;
  private final List<StoredTotal> rows;
  private final Sections sections;
  private final Predicate<List<Label>> selected;
  private final boolean hidesLabels;

  private TotalBlock(
      Resolution resolution,
      CallPaths paths,
      List<StoredTotal> rows,
      Sections sections,
      Predicate<List<Label>> selected,
      boolean hidesLabels) {
    this.resolution = resolution;
    this.paths = paths;
    this.rows = List.copyOf(rows);
    this.sections = sections;
    this.selected = selected;
    this.hidesLabels = hidesLabels;
  }

  @Override
  public Resolution resolution() {
    return resolution;
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
    List<ProducerActivity> producers = producers(sections);
    return sections
        .find(GAUGES)
        .map(gauges -> AgentColumns.read(producers, new ColumnReader(gauges)))
        .orElseGet(List::of)
        .stream()
        .filter(agent -> selected.test(agent.producer().labels()))
        .toList();
  }

  /** The sections of an object of these sums; {@code rows} are numbered as {@code paths} are. */
  static Map<String, byte[]> write(CallPaths paths, List<StoredTotal> rows, List<AgentSum> agents) {
    ColumnWriter directory = new ColumnWriter().number(rows.size());
    Map<SeriesKey, ColumnWriter> counts = new LinkedHashMap<>();
    ColumnWriter lines = new ColumnWriter();
    for (StoredTotal row : rows) {
      directory.number(row.isOther() ? 1 : 0).number(row.labels().size());
      row.labels().forEach(label -> directory.text(label.name()).text(label.value()));
      directory
          .number(row.profiles())
          .number(row.firstMillis())
          .number(row.lastMillis())
          .number(row.observedMillis())
          .number(SeriesSet.of(row.keys()));
      for (SeriesKey key : row.keys()) {
        counts
            .computeIfAbsent(key, k -> new ColumnWriter())
            .bytes(Columns.writeCounts(row.counts(key).orElseThrow()));
      }
      lines.bytes(Columns.writeLines(row.lineHits()));
    }
    Map<String, byte[]> sections = new LinkedHashMap<>();
    sections.put(AGENTS, AgentColumns.writeProducers(agents));
    sections.put(ROWS, directory.toBytes());
    ProfileBlock.writePaths(paths, sections);
    counts.forEach((key, column) -> sections.put(ProfileBlock.section(key), column.toBytes()));
    sections.put(LINES, lines.toBytes());
    sections.put(GAUGES, AgentColumns.write(agents));
    return sections;
  }

  /**
   * The sums of an object whose labels are selected, maybe none.
   *
   * @throws StorageException where the directory or the tree cannot be read
   */
  static TotalBlock read(
      Sections sections, Resolution resolution, Predicate<List<Label>> selected) {
    CallPaths paths = ProfileBlock.readPaths(sections);
    Map<String, Optional<ColumnReader>> open = new LinkedHashMap<>();
    List<StoredTotal> rows = new ArrayList<>();
    boolean hidesLabels = false;
    ColumnReader directory = sections.get(ROWS);
    for (int rest = directory.count(); rest > 0; rest--) {
      boolean isOther = directory.number() != 0;
      List<Label> labels = new ArrayList<>();
      for (int left = directory.count(); left > 0; left--) {
        labels.add(new Label(directory.text(), directory.text()));
      }
      long profiles = directory.number();
      long firstMillis = directory.number();
      long lastMillis = directory.number();
      long observedMillis = directory.number();
      long series = directory.number();
      Map<SeriesKey, Optional<ColumnReader>> counts = new LinkedHashMap<>();
      for (SeriesKey key : SeriesSet.keys(series)) {
        counts.put(key, part(sections, open, ProfileBlock.section(key)));
      }
      Optional<ColumnReader> lines = part(sections, open, LINES);
      hidesLabels |= isOther && !selected.test(labels);
      if (selected.test(labels)) {
        rows.add(
            new StoredTotal(
                labels,
                isOther,
                profiles,
                firstMillis,
                lastMillis,
                observedMillis,
                new StoredColumns(
                    series,
                    key -> counts.get(key).map(part -> Columns.readCounts(key, part.copy())),
                    () -> lines.map(part -> Columns.readLines(part.copy())).orElseGet(List::of))));
      }
    }
    return new TotalBlock(resolution, paths, rows, sections, selected, hidesLabels);
  }

  /** Whether more may be selected than what is here: labels of some sums are not known any more. */
  boolean hidesLabels() {
    return hidesLabels;
  }

  /** Who was summed up; reads no tree. */
  static List<ProducerActivity> producers(Sections sections) {
    ColumnReader in = sections.get(AGENTS);
    List<ProducerActivity> producers = new ArrayList<>();
    for (int rest = in.count(); rest > 0; rest--) {
      Producer producer = ProfileBlock.producer(in.bytes());
      producers.add(
          new ProducerActivity(
              producer,
              in.number(),
              in.number(),
              in.number(),
              Set.copyOf(SeriesSet.keys(in.number()))));
    }
    return producers;
  }

  private static Optional<ColumnReader> part(
      Sections sections, Map<String, Optional<ColumnReader>> open, String section) {
    return open.computeIfAbsent(section, name -> sections.find(name).map(ColumnReader::new))
        .map(ColumnReader::part);
  }
}
