package io.tandemprofiler.collector.view;

import com.linecorp.armeria.server.ServerBuilder;
import io.tandemprofiler.collector.exchange.FileFormat;
import io.tandemprofiler.collector.exchange.FileImport;
import io.tandemprofiler.collector.exchange.FileImport.Imported;
import io.tandemprofiler.collector.exchange.ImportException;
import io.tandemprofiler.collector.ingest.ArrivalRule;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.wire.RefusedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Takes other profilers' files. Thread-safe. */
final class ImportApi {
  /** Each may hold a file, inflated, and its call tree. */
  private static final Endpoint.Limits LIMITS =
      new Endpoint.Limits(FileImport.MAX_BYTES, 2, Duration.ofMinutes(3));

  private final ProfileStore store;
  private final Clock clock;
  private final ArrivalRule arrival;

  ImportApi(ProfileStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
    this.arrival = new ArrivalRule(clock);
  }

  void addTo(ServerBuilder server) {
    Endpoint.post(server, "/api/v1/import", LIMITS, this::receive);
  }

  private Reply receive(Request request) throws IOException {
    Parameters parameters = request.parameters();
    String service = parameters.operatorText("service");
    FileFormat format =
        parameters.word("format", null, Arrays.asList(FileFormat.values()), FileFormat::word);
    List<Label> labels = labels(parameters);
    long at = parameters.number("at_millis", clock.millis(), 1, clock.millis());
    parameters.requireNoOthers();
    FileImport file = new FileImport(service, labels, format, request.body(), at);
    return stored(request.tenant(), service, read(file));
  }

  private List<Imported> read(FileImport file) throws IOException {
    try {
      List<Imported> profiles = file.read();
      for (Imported profile : profiles) {
        arrival.require(profile.upload().profile());
      }
      return profiles;
    } catch (ImportException | RefusedException e) {
      throw new RefusedFileException(e.getMessage());
    }
  }

  private Reply stored(String tenant, String service, List<Imported> profiles) throws IOException {
    for (Imported profile : profiles) {
      store.append(tenant, profile.upload(), profile.bytes()).join();
    }
    return Reply.json(
        json -> {
          json.writeStartObject();
          json.writeStringField("service", service);
          json.writeNumberField("profiles", profiles.size());
          json.writeNumberField("samples", samples(profiles));
          json.writeNumberField("from_millis", first(profiles));
          json.writeNumberField("to_millis", last(profiles) + 1);
          json.writeEndObject();
        });
  }

  private static double samples(List<Imported> profiles) {
    return profiles.stream()
        .flatMap(profile -> profile.upload().profile().series().stream())
        .mapToDouble(Series::totalSamples)
        .sum();
  }

  private static long first(List<Imported> profiles) {
    return profiles.stream().mapToLong(ImportApi::start).min().orElseThrow();
  }

  private static long last(List<Imported> profiles) {
    return profiles.stream().mapToLong(ImportApi::start).max().orElseThrow();
  }

  private static long start(Imported profile) {
    return profile.upload().profile().window().startMillis();
  }

  private static List<Label> labels(Parameters parameters) {
    List<Label> labels = new ArrayList<>();
    for (var pair : parameters.pairs("label").entrySet()) {
      Set<String> values = pair.getValue();
      if (values.size() > 1) {
        throw new BadParameterException(
            "label", pair.getKey() + " has " + values.size() + " values");
      }
      labels.add(label(pair.getKey(), values.iterator().next()));
    }
    return labels;
  }

  private static Label label(String name, String value) {
    try {
      return new Label(name, value);
    } catch (IllegalArgumentException e) {
      throw new BadParameterException("label", e.getMessage());
    }
  }
}
