package io.tandemprofiler.collector.ingest;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many uploads were taken, and how many calls of agents failed and why. Thread-safe. */
public final class UploadCounts {
  private static final Pattern RULE = Pattern.compile("(R\\d{1,2}):.*", Pattern.DOTALL);

  private final LongAdder accepted = new LongAdder();
  private final LongAdder acceptedBytes = new LongAdder();
  private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();

  void accept(long bytes) {
    accepted.increment();
    acceptedBytes.add(bytes);
  }

  void refuse(CallException failure) {
    refused.computeIfAbsent(reason(failure), reason -> new LongAdder()).increment();
  }

  /** Uploads that are durable; one that was sent twice counts twice. */
  public long accepted() {
    return accepted.sum();
  }

  /** Of those, inflated. */
  public long acceptedBytes() {
    return acceptedBytes.sum();
  }

  /**
   * Calls that failed, by reason: the rule that was broken, as in {@code R4}, else what gRPC calls
   * the status. Only reasons that there were.
   */
  public Map<String, Long> refused() {
    Map<String, Long> sums = new TreeMap<>();
    refused.forEach((reason, count) -> sums.put(reason, count.sum()));
    return sums;
  }

  private static String reason(CallException failure) {
    Matcher rule = RULE.matcher(failure.getMessage());
    if (rule.matches()) {
      return rule.group(1);
    }
    return switch (failure.status()) {
      case CallException.CANCELLED -> "cancelled";
      case CallException.INVALID_ARGUMENT -> "invalid_argument";
      case CallException.PERMISSION_DENIED -> "permission_denied";
      case CallException.UNAUTHENTICATED -> "unauthenticated";
      case CallException.RESOURCE_EXHAUSTED -> "resource_exhausted";
      case CallException.UNIMPLEMENTED -> "unimplemented";
      case CallException.UNAVAILABLE -> "unavailable";
      default -> "internal";
    };
  }
}
