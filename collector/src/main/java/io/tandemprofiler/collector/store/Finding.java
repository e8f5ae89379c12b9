package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.ThreadState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What an analysis saw in the profiles of a service, and what to do about it. Immutable.
 *
 * @param rule whose finding it is: of a recommendation the rule's id, else what was watched
 * @param place the nearest function of the service's own that causes it; empty where there is none,
 *     or too many to tell
 * @param expected what would have been usual; empty where nothing was expected
 * @param fromMillis start of the range that was analysed
 * @param toMillis its end, excluded
 * @param evidence the paths that are worth most, the dearest first; may be empty
 */
public record Finding(
    String service,
    Kind kind,
    String rule,
    Optional<Frame> place,
    Advice advice,
    Amount amount,
    Optional<Expected> expected,
    long fromMillis,
    long toMillis,
    List<Evidence> evidence) {
  private static final int ID_BYTES = 10;

  public Finding {
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(advice, "advice");
    Objects.requireNonNull(amount, "amount");
    if (toMillis <= fromMillis) {
      throw new IllegalArgumentException("analysed from " + fromMillis + " to " + toMillis);
    }
    evidence = List.copyOf(evidence);
  }

  /**
   * The same for what one rule finds at one place of one service, whenever; 20 hexadecimal digits.
   */
  public String id() {
    String key =
        String.join(
            "\0",
            service,
            kind.word(),
            rule,
            place.map(Frame::toString).orElse("")); // no name has NUL
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** What kind of analysis it comes from. */
  public enum Kind {
    /** A rule's pattern takes a share of a measure. */
    RECOMMENDATION(Duration.ofHours(24)),
    /** A number is not what it used to be. */
    ANOMALY(Duration.ofHours(2)),
    /** Something about memory. */
    HEAP(Duration.ofHours(24));

    private final Duration patience;

    Kind(Duration patience) {
      this.patience = patience;
    }

    /** For how long it must not be seen to be gone: what runs once a day comes once a day. */
    public Duration patience() {
      return patience;
    }

    /** The name as it stands in the API: lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What people are told. Plain text, in which {@code `…`} marks code; nothing of it comes out of
   * profiles but names.
   *
   * @param why it costs something
   * @param fix what to do
   * @param example of code, with line breaks; may be empty
   * @param links where more is said; https alone
   */
  public record Advice(
      String title, Severity severity, String why, String fix, String example, List<String> links) {
    public Advice {
      Objects.requireNonNull(title, "title");
      Objects.requireNonNull(severity, "severity");
      Objects.requireNonNull(why, "why");
      Objects.requireNonNull(fix, "fix");
      Objects.requireNonNull(example, "example");
      links = List.copyOf(links);
    }
  }

  /**
   * How much it is.
   *
   * @param measure as in {@code cpu_time}, or what an anomaly watches
   * @param states of which alone values were counted, ascending; empty for all
   * @param unit of the value, as in {@code microseconds}
   * @param share of the whole, 0 … 1
   * @param value over the range, in the unit
   * @param samples on which that rests
   * @param spanMillis from the first profile of the range to the end of the last: what took the
   *     value; 0 where it is not known
   */
  public record Amount(
      String measure,
      List<ThreadState> states,
      String unit,
      double share,
      double value,
      long samples,
      long spanMillis) {
    public Amount {
      Objects.requireNonNull(measure, "measure");
      Objects.requireNonNull(unit, "unit");
      states = List.copyOf(states);
    }
  }

  /** What would have been usual, and what was seen instead, in the unit of the amount. */
  public record Expected(double low, double high, double observed) {}

  /**
   * One call path.
   *
   * @param frames outermost first; the outermost are left out of a deep one
   * @param share of the whole, 0 … 1
   */
  public record Evidence(List<Call> frames, double share) {
    public Evidence {
      frames = List.copyOf(frames);
    }
  }

  /**
   * A call on the path.
   *
   * @param line the dearest line of the function, on whichever path; 0 where none is known
   */
  public record Call(Frame frame, int line) {
    public Call {
      Objects.requireNonNull(frame, "frame");
    }
  }
}
