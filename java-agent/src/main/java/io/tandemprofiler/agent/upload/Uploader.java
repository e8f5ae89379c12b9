package io.tandemprofiler.agent.upload;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tandemprofiler.model.AgentConfiguration;
import io.tandemprofiler.model.Drop;
import io.tandemprofiler.model.DropReason;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Upload;
import io.tandemprofiler.wire.ConfigurationCodec;
import io.tandemprofiler.wire.RefusedException;
import io.tandemprofiler.wire.UploadWriter;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Sends uploads in the background, oldest first, and asks the collector every minute what to do.
 * Thread-safe. Never throws and never waits, but in {@link #close}.
 */
public final class Uploader {
  private static final long CONFIGURE_NANOS = 60_000_000_000L;
  private static final long CALL_MILLIS = 10_000;
  private static final int MAX_RULES_LOGGED = 20;
  private static final Pattern TOO_LARGE =
      Pattern.compile("larger than|too large|exceeds maximum size", Pattern.CASE_INSENSITIVE);
  private static final Pattern RULE = Pattern.compile("R\\d+:");

  private final Destination destination;
  private final AuditFile auditFile;
  private final Producer producer;
  private final ThreadFactory connectionThreads;
  private final Consumer<String> log;
  private final Consumer<AgentConfiguration> answers;
  private final UploadQueue queue;
  private final Outage outage;
  private final BackOff backOff = new BackOff(() -> ThreadLocalRandom.current().nextDouble());
  private final Set<String> rulesLogged = new HashSet<>();
  private final Thread thread;
  private boolean tooLargeLogged; // of the thread that offers

  // of the thread that sends
  private long configureAt;
  private long retryAt;
  private long restsUntil; // as the collector asked
  private boolean starved;

  private final Object lock = new Object();
  private boolean started;
  private boolean closing;
  private boolean closed;
  private long closeByNanos;
  private CollectorConnection connection;

  /**
   * @param producer whose profiles these are
   * @param connectionThreads makes those of a connection, any of which may end where there is no
   *     memory: there is a new connection after that
   * @param answers gets what the collector asks for, on the uploader's thread
   */
  public Uploader(
      Destination destination,
      long queueBytes,
      Producer producer,
      ThreadFactory threads,
      ThreadFactory connectionThreads,
      Consumer<String> log,
      Consumer<AgentConfiguration> answers) {
    this.destination = destination;
    this.auditFile = new AuditFile(destination.auditFile, log);
    this.producer = producer;
    this.connectionThreads = connectionThreads;
    this.log = log;
    this.answers = answers;
    this.queue = new UploadQueue(queueBytes);
    this.outage = new Outage(String.valueOf(destination.collector), log, System::nanoTime);
    this.thread = threads.newThread(this::run);
    if (destination.collector != null
        && destination.credentials.withholdsTokenFrom(destination.collector)) {
      log.accept(
          "token is not sent to " + destination.collector + ": it is neither https nor here");
    }
  }

  /** Begins to connect and to send. Idempotent. */
  public void start() {
    synchronized (lock) {
      if (!started && !closing) {
        thread.start(); // in vain where the system has no thread left
        started = true;
      }
    }
  }

  /** Queues an upload; not sent before {@code delayMillis} have passed, unless this is closed. */
  public void offer(Upload upload, long delayMillis) {
    List<Drop> reports = upload.profile().statistics().agent().drops();
    byte[] request = UploadWriter.writeRequest(upload);
    boolean queued =
        queue.offer(
            new UploadQueue.Waiting(request, reports, System.nanoTime() + delayMillis * 1_000_000));
    if (!queued && !tooLargeLogged) {
      tooLargeLogged = true;
      log.accept("a profile is too large to be sent, and dropped: " + request.length + " bytes");
    }
    synchronized (lock) {
      lock.notifyAll();
    }
  }

  /** Counts data that was lost before it became an upload. */
  public void count(Drop drop) {
    queue.count(drop);
  }

  /** What was lost since the last call, ascending by (kind, reason), one each. */
  public List<Drop> takeDrops() {
    return queue.takeDrops();
  }

  /**
   * Sends what waits, without a second try, and ends; after {@code millis} at the latest.
   * Idempotent.
   */
  public void close(long millis) {
    synchronized (lock) {
      closing = true;
      closeByNanos = System.nanoTime() + millis * 1_000_000;
      lock.notifyAll();
    }
    if (Thread.currentThread() != thread) {
      try {
        thread.join(Math.max(1, millis));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    synchronized (lock) {
      closed = true;
    }
    disconnect();
  }

  private void run() {
    configureAt = System.nanoTime();
    restsUntil = configureAt;
    while (!isClosing()) {
      boolean reached = false;
      try {
        reached = reach();
      } catch (OutOfMemoryError e) {
        starved = true; // the application left none, which it may get over
      }
      retryAt = System.nanoTime() + (reached ? 0 : backOff.millis() * 1_000_000);
      await();
    }
    sendLast();
  }

  /** Asks and sends what is due. True where the collector answered, or there was nothing to ask. */
  private boolean reach() {
    if (starved) {
      disconnect(); // a part of it may have ended
      starved = false;
    }
    boolean reached = true;
    if (System.nanoTime() - configureAt >= 0) {
      configureAt = System.nanoTime() + CONFIGURE_NANOS; // also where this fails
      reached = configure();
    }
    reached = reached && sendDue();
    if (reached) {
      backOff.reset();
    }
    return reached;
  }

  /** Waits until something can be sent or asked, or this is closed. */
  private void await() {
    synchronized (lock) {
      while (!closing) {
        UploadQueue.Waiting oldest = queue.oldest();
        long until = configureAt;
        if (oldest != null) {
          until = earlier(until, later(oldest.notBeforeNanos, later(retryAt, restsUntil)));
        }
        long millis = (until - System.nanoTime() + 999_999) / 1_000_000;
        if (millis <= 0) {
          return;
        }
        try {
          lock.wait(millis);
        } catch (InterruptedException e) {
          // by an application that interrupts every thread: it waits on
        }
      }
    }
  }

  /** True where the collector answered, whatever it said. */
  private boolean configure() {
    if (destination.collector == null) {
      return true;
    }
    try {
      byte[] answer =
          connection().configure(ConfigurationCodec.writeRequest(producer), CALL_MILLIS);
      outage.answered();
      answers.accept(ConfigurationCodec.read(answer));
      return true;
    } catch (StatusRuntimeException e) {
      return isAnswer(e);
    } catch (IOException e) {
      failed(e.getMessage());
      return false;
    } catch (RefusedException e) {
      logRule("the collector's configuration is ignored: " + e.getMessage());
      return true;
    }
  }

  /** True where nothing is left that is due; nothing is while the collector asks for patience. */
  private boolean sendDue() {
    UploadQueue.Waiting oldest;
    while ((oldest = queue.oldest()) != null
        && System.nanoTime() - later(oldest.notBeforeNanos, restsUntil) >= 0) {
      if (isClosing() || !send(oldest, CALL_MILLIS)) {
        return false;
      }
    }
    return true;
  }

  private void sendLast() {
    UploadQueue.Waiting oldest;
    while ((oldest = queue.oldest()) != null) {
      long leftMillis = (closeByNanos() - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0 || !send(oldest, leftMillis)) {
        return;
      }
    }
  }

  /** True where it arrived or was refused; else it stays in the queue. */
  private boolean send(UploadQueue.Waiting upload, long timeoutMillis) {
    auditFile.write(upload.request);
    if (destination.collector == null) {
      queue.arrived(upload);
      return true;
    }
    try {
      connection().upload(upload.request, timeoutMillis);
      queue.arrived(upload);
      outage.answered();
      return true;
    } catch (StatusRuntimeException e) {
      if (isTooLarge(e.getStatus())) {
        queue.refused(upload, DropReason.LIMIT);
        logRule("a profile is too large for the way to the collector, and dropped");
        return true;
      }
      if (!isAnswer(e)) {
        return false;
      }
      String why = String.valueOf(e.getStatus().getDescription());
      queue.refused(upload, why.startsWith("R11:") ? DropReason.TOO_OLD : DropReason.REFUSED);
      logRule("the collector refused a profile: " + why);
      return true;
    } catch (IOException e) {
      failed(e.getMessage());
      return false;
    }
  }

  /** Whether somebody on the way takes no message of this size: nor will they tomorrow. */
  private static boolean isTooLarge(Status status) {
    String why = String.valueOf(status.getDescription());
    return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
        ? TOO_LARGE.matcher(why).find()
        : why.startsWith("HTTP status code 413");
  }

  /**
   * Whether the collector said no, which is an answer, or did not answer, which is an outage. It
   * names a rule when it says no; a proxy on the way, which gRPC gives the same codes, does not.
   */
  private boolean isAnswer(StatusRuntimeException said) {
    Status status = said.getStatus();
    boolean refusal =
        status.getCode() == Status.Code.INVALID_ARGUMENT
            || status.getCode() == Status.Code.UNIMPLEMENTED;
    if (refusal && RULE.matcher(String.valueOf(status.getDescription())).lookingAt()) {
      outage.answered();
      return true;
    }
    if (!isClosing()) {
      outage.failed(status.getCode().toString());
      long asked = backOff.askedMillis(said.getTrailers()) * 1_000_000;
      restsUntil = later(restsUntil, System.nanoTime() + asked);
      disconnect(); // the next one reads the credentials anew
    }
    return false;
  }

  /** Nobody waits any more for what fails because this is closed. */
  private void failed(String why) {
    synchronized (lock) {
      if (closed) {
        return;
      }
    }
    outage.failed(why);
  }

  /** The numbers in a rule's message differ from profile to profile; one line says enough. */
  private void logRule(String message) {
    String rule = message.replaceAll("(?<![R\\d])\\d+", "0");
    if (rulesLogged.size() < MAX_RULES_LOGGED && rulesLogged.add(rule)) {
      log.accept(message);
    }
  }

  /**
   * @throws IOException where the credentials cannot be read; the message is our own
   */
  private CollectorConnection connection() throws IOException {
    synchronized (lock) {
      if (connection != null) {
        return connection;
      }
    }
    CollectorConnection made = // outside of the lock: a file may lie on a disk that hangs
        new CollectorConnection(
            destination.collector,
            destination.credentials,
            "tandem-java/" + producer.agentVersion(),
            connectionThreads);
    synchronized (lock) {
      if (!closed) {
        connection = made;
        return made;
      }
    }
    made.close();
    throw new IOException("closed");
  }

  private void disconnect() {
    synchronized (lock) {
      if (connection != null) {
        connection.close();
        connection = null;
      }
    }
  }

  private boolean isClosing() {
    synchronized (lock) {
      return closing;
    }
  }

  private long closeByNanos() {
    synchronized (lock) {
      return closeByNanos;
    }
  }

  private static long earlier(long a, long b) {
    return a - b < 0 ? a : b;
  }

  private static long later(long a, long b) {
    return a - b < 0 ? b : a;
  }
}
