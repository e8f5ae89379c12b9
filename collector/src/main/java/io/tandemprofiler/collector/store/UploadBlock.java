package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.LineHits;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.model.Window;
import java.util.List;
import java.util.Optional;

/** One upload as a block of its own, which counts on its own tree. */
final class UploadBlock implements Block, ProfileRow {
  private final Upload upload;

  UploadBlock(Upload upload) {
    this.upload = upload;
  }

  @Override
  public Resolution resolution() {
    return Resolution.PROFILE;
  }

  @Override
  public CallPaths paths() {
    return CallPaths.of(upload.profile());
  }

  @Override
  public List<Row> rows() {
    return List.of(this);
  }

  @Override
  public List<AgentSum> agents() {
    return AgentSums.of(List.of(this));
  }

  @Override
  public List<Label> labels() {
    return producer().labels();
  }

  @Override
  public boolean isOther() {
    return false;
  }

  @Override
  public long profiles() {
    return 1;
  }

  @Override
  public long firstMillis() {
    return window().startMillis();
  }

  @Override
  public long lastMillis() {
    return window().endMillis();
  }

  @Override
  public long observedMillis() {
    return window().durationMillis();
  }

  @Override
  public List<SeriesKey> keys() {
    return upload.profile().series().stream().map(Series::key).toList();
  }

  @Override
  public Optional<Counts> counts(SeriesKey key) {
    return upload.profile().series().stream()
        .filter(series -> series.key().equals(key))
        .findFirst()
        .map(Counts::of);
  }

  @Override
  public List<LineHits> lineHits() {
    return upload.profile().lineHits();
  }

  @Override
  public Optional<ProfileRow> profile() {
    return Optional.of(this);
  }

  @Override
  public byte[] profileId() {
    return upload.profileId();
  }

  @Override
  public Producer producer() {
    return upload.producer();
  }

  @Override
  public Window window() {
    return upload.profile().window();
  }

  @Override
  public ProcessStatistics statistics() {
    return upload.profile().statistics();
  }

  @Override
  public Optional<HeapSummary> heap() {
    return upload.profile().heap();
  }

  @Override
  public Upload toUpload() {
    return upload;
  }
}
