package io.tandemprofiler.collector.view;

import io.tandemprofiler.collector.query.FlameQuestion;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.Tenant;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ThreadState;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Reads the parameters of a flame graph. */
final class FlameRequest {
  private static final long DEFAULT_RANGE_MILLIS = Duration.ofHours(1).toMillis();
  private static final int MAX_NODES = 100_000;
  private static final List<Measure> MEASURES =
      Arrays.stream(Measure.values()).filter(m -> m != Measure.UNSPECIFIED).toList();

  private FlameRequest() {}

  /** The question; without a range the last hour, with one end of it the hour beside that end. */
  static FlameQuestion parse(Parameters parameters, Clock clock) {
    String service = parameters.text("service");
    long from = parameters.millis("from_millis", -1);
    long to = parameters.millis("to_millis", -1);
    if (to < 0) {
      to = from < 0 ? clock.millis() : Math.min(from + DEFAULT_RANGE_MILLIS, Parameters.MAX_MILLIS);
    }
    if (from < 0) {
      from = Math.max(0, to - DEFAULT_RANGE_MILLIS);
    }
    if (to < from) {
      throw new BadParameterException("to_millis", to + " is before from_millis " + from);
    }
    FlameQuestion question =
        new FlameQuestion(
            new ProfileSelection(Tenant.DEFAULT, service, from, to, parameters.pairs("label")),
            parameters.word("measure", Measure.CPU_TIME, MEASURES, Measure::word),
            parameters.words("state", List.of(ThreadState.values()), ThreadState::word),
            parameters.share("min_share", FlameQuestion.DEFAULT_MIN_SHARE),
            (int) parameters.number("max_nodes", FlameQuestion.DEFAULT_MAX_NODES, 1, MAX_NODES));
    parameters.requireNoOthers();
    return question;
  }
}
