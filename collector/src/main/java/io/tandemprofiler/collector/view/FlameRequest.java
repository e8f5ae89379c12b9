package io.tandemprofiler.collector.view;

import io.tandemprofiler.collector.query.FlameQuestion;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ThreadState;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A question for a call tree as its parameters put it.
 *
 * @param closed whether its range was given and is over
 */
record FlameRequest(FlameQuestion question, boolean closed) {
  private static final int MAX_NODES = 100_000;

  private static final List<Measure> MEASURES =
      Arrays.stream(Measure.values()).filter(m -> m != Measure.UNSPECIFIED).toList();

  /** The question for a tree that is answered as it is. */
  static FlameRequest parse(Request request, Clock clock) {
    return parse(request, clock, minShare(request.parameters()), maxNodes(request.parameters()));
  }

  /** The question for a tree out of which something else is made. */
  static FlameRequest whole(Request request, Clock clock) {
    FlameRequest asked =
        parse(request, clock, FlameQuestion.DEFAULT_MIN_SHARE, FlameQuestion.DEFAULT_MAX_NODES);
    return new FlameRequest(asked.question().whole(), asked.closed());
  }

  /** Those of one side of a comparison: its own range and labels where it has them. */
  static FlameRequest side(Request request, String side, Clock clock) {
    Parameters parameters = request.parameters();
    Range range = Range.parse(parameters, clock);
    if (parameters.has(side + "from_millis") || parameters.has(side + "to_millis")) {
      range = Range.parse(parameters, side, clock);
    }
    var labels = parameters.pairs("label");
    labels.putAll(parameters.pairs(side + "label"));
    ProfileSelection profiles =
        new ProfileSelection(
            request.tenant(),
            parameters.text("service"),
            range.fromMillis(),
            range.toMillis(),
            labels);
    FlameQuestion question =
        new FlameQuestion(
            profiles,
            measure(parameters),
            states(parameters),
            FlameQuestion.DEFAULT_MIN_SHARE,
            FlameQuestion.DEFAULT_MAX_NODES);
    return new FlameRequest(question.whole(), range.closed());
  }

  static double minShare(Parameters parameters) {
    return parameters.share("min_share", FlameQuestion.DEFAULT_MIN_SHARE);
  }

  static int maxNodes(Parameters parameters) {
    return (int) parameters.number("max_nodes", FlameQuestion.DEFAULT_MAX_NODES, 1, MAX_NODES);
  }

  static Measure measure(Parameters parameters) {
    return parameters.word("measure", Measure.CPU_TIME, MEASURES, Measure::word);
  }

  /** Of one service, with a range and labels. */
  static ProfileSelection selection(Request request, Range range) {
    Parameters parameters = request.parameters();
    return new ProfileSelection(
        request.tenant(),
        parameters.text("service"),
        range.fromMillis(),
        range.toMillis(),
        parameters.pairs("label"));
  }

  private static Set<ThreadState> states(Parameters parameters) {
    return parameters.words("state", List.of(ThreadState.values()), ThreadState::word);
  }

  private static FlameRequest parse(Request request, Clock clock, double minShare, int maxNodes) {
    Parameters parameters = request.parameters();
    parameters.text("service"); // what is required is missed first
    Range range = Range.parse(parameters, clock);
    return new FlameRequest(
        new FlameQuestion(
            selection(request, range), measure(parameters), states(parameters), minShare, maxNodes),
        range.closed());
  }
}
