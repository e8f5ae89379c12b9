package io.tandemprofiler.collector.notify;

import io.tandemprofiler.collector.store.KnownFinding;
import io.tandemprofiler.collector.store.Severity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts findings that opened, came back or got worse to a URL, as JSON with a {@code text} that
 * Slack and its like show. Whoever tells of them never waits: they are queued, and where the queue
 * is full they are dropped and counted. A message that was not taken is sent again a few times,
 * ever later, and then dropped. Redirects are not followed: findings go where the operator said, or
 * nowhere. Thread-safe.
 */
public final class Webhook implements Consumer<List<KnownFinding>>, AutoCloseable {
  /** How often a message is sent at most. */
  public static final int ATTEMPTS = 5;

  static final int QUEUED = 100;
  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);

  private final URI url;
  private final Severity least;
  private final Pace pace;
  private final HttpClient client;
  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(QUEUED);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;

  /** Takes findings that are at least this severe. */
  public Webhook(URI url, Severity least) {
    this(url, least, Pace.USUAL);
  }

  Webhook(URI url, Severity least, Pace pace) {
    this.url = url;
    this.least = least;
    this.pace = pace;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(pace.timeout())
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.thread = new Thread(this::run, "webhook");
    thread.setDaemon(true);
    thread.start();
  }

  /** Queues one message with those of the findings that are severe enough; none if none is. */
  @Override
  public void accept(List<KnownFinding> opened) {
    List<KnownFinding> severe =
        opened.stream()
            .filter(finding -> finding.latest().advice().severity().compareTo(least) >= 0)
            .toList();
    if (!severe.isEmpty() && !waiting.offer(WebhookMessage.of(severe))) {
      drop("the queue of " + QUEUED + " is full");
    }
  }

  /** Messages that were taken. */
  public long sent() {
    return sent.get();
  }

  /** Messages that were given up. */
  public long dropped() {
    return dropped.get();
  }

  /** Ends at once; what waits is lost. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        deliver(waiting.take());
      }
    } catch (InterruptedException e) {
      LOG.debug("webhook ends, {} messages wait", waiting.size());
    }
  }

  private void deliver(String message) throws InterruptedException {
    String reason = "";
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      reason = attempt(message);
      if (reason.isEmpty()) {
        sent.incrementAndGet();
        return;
      }
      if (attempt < ATTEMPTS) {
        Thread.sleep(pace.before(attempt + 1).toMillis());
      }
    }
    drop(reason + ", " + ATTEMPTS + " times");
  }

  /** Why it was not taken; empty where it was. */
  private String attempt(String message) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(pace.timeout())
            .header("content-type", "application/json; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(message))
            .build();
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try { // the request's own limit ends with the head of the answer
      int status = answer.get(pace.timeout().toMillis(), TimeUnit.MILLISECONDS).statusCode();
      return status >= 200 && status < 300 ? "" : "it answered " + status;
    } catch (ExecutionException e) {
      return e.getCause().toString();
    } catch (TimeoutException e) {
      answer.cancel(true);
      return "no answer within " + pace.timeout().toMillis() + " ms";
    }
  }

  /** The URL is not logged whole: its path is often its password. */
  private void drop(String reason) {
    LOG.warn(
        "webhook {}: dropped {} messages so far: {}",
        url.getHost(),
        dropped.incrementAndGet(),
        reason);
  }

  /**
   * How long one waits.
   *
   * @param timeout of one attempt
   * @param first between the first two attempts; each later pause is four times as long
   */
  record Pace(Duration timeout, Duration first) {
    static final Pace USUAL = new Pace(Duration.ofSeconds(10), Duration.ofSeconds(2));

    Duration before(int attempt) {
      return first.multipliedBy(1L << (2 * (attempt - 2)));
    }
  }
}
