package io.tandemprofiler.collector.access;

import io.tandemprofiler.collector.store.AccessStore;
import io.tandemprofiler.collector.store.AccessStore.Known;
import io.tandemprofiler.collector.store.AuditEntry;
import io.tandemprofiler.collector.store.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the store knows of who may come in, in memory: no request waits for a disk, and what is not
 * known costs nothing. It is read again every two seconds, as commands change the store, too. Where
 * it cannot be read, what was known holds on. Thread-safe.
 */
public final class AccessRegister implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessRegister.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);

  /** How much later what is kept of a last use may be than that was. */
  private static final long COARSE_MILLIS = Duration.ofMinutes(1).toMillis();

  private static final int MAX_ENTRIES = 1000; // that wait to be written

  private final AccessStore store;
  private final Map<String, Long> tokensUsed = new ConcurrentHashMap<>(); // by hash
  private final Map<String, Long> sessionsSeen = new ConcurrentHashMap<>();
  private final LinkedBlockingQueue<AuditEntry> entries = new LinkedBlockingQueue<>(MAX_ENTRIES);
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(AccessRegister::thread);
  private final Future<?> runs;
  private volatile Known known;
  private boolean isFailing; // of the thread

  /**
   * Reads the store, and closes it in the end.
   *
   * @throws StorageException where it cannot be read
   */
  public AccessRegister(AccessStore store) {
    this.store = store;
    this.known = store.read();
    this.runs =
        executor.scheduleWithFixedDelay(
            this::keepUp, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  Known known() {
    return known;
  }

  public AccessStore store() {
    return store;
  }

  /** Reads the store now, as it was changed by this process. */
  public void refresh() {
    known = store.read();
  }

  void useToken(String hash, long nowMillis) {
    tokensUsed.put(hash, nowMillis);
  }

  void seeSession(String hash, long nowMillis) {
    sessionsSeen.put(hash, nowMillis);
  }

  /** When a session was last seen, also where that is not written yet. */
  long seenMillis(String hash, long storedMillis) {
    return Math.max(storedMillis, sessionsSeen.getOrDefault(hash, 0L));
  }

  /** Writes to the audit log soon; what comes faster than that is written is left out. */
  void log(AuditEntry entry) {
    if (!entries.offer(entry)) {
      LOG.warn("the audit log leaves out {} of '{}'", entry.action(), entry.who());
    }
  }

  /** Writes what was used last, and closes the store. */
  @Override
  public void close() {
    runs.cancel(false);
    executor.shutdown();
    try {
      executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      write(0);
    } catch (StorageException e) {
      LOG.warn("{}; when tokens were used last is lost", e.getMessage());
    }
    store.close();
  }

  private void keepUp() {
    try {
      refresh(); // first: a token that was revoked is refused, also where nothing can be written
      write(COARSE_MILLIS);
      isFailing = false;
    } catch (RuntimeException | OutOfMemoryError e) { // what is thrown from here ends it for good
      if (!isFailing) {
        LOG.error("who comes in cannot be read or written; what was known holds on", e);
      }
      isFailing = true;
    }
  }

  private void write(long coarseMillis) {
    List<AuditEntry> waiting = new ArrayList<>(entries);
    if (!waiting.isEmpty()) {
      store.log(waiting);
      waiting.forEach(written -> entries.poll()); // only now: what could not be written waits
    }
    Known before = known;
    Map<String, Long> tokens = new HashMap<>();
    before
        .tokens()
        .forEach((hash, token) -> add(tokens, tokensUsed, hash, token.usedMillis() + coarseMillis));
    Map<String, Long> sessions = new HashMap<>();
    before
        .sessions()
        .forEach(
            (hash, session) ->
                add(sessions, sessionsSeen, hash, session.seenMillis() + coarseMillis));
    if (!tokens.isEmpty() || !sessions.isEmpty()) {
      store.touch(tokens, sessions);
    }
    tokensUsed.keySet().retainAll(before.tokens().keySet());
    sessionsSeen.keySet().retainAll(before.sessions().keySet());
  }

  private static void add(
      Map<String, Long> changed, Map<String, Long> latest, String hash, long fromMillis) {
    Long millis = latest.get(hash);
    if (millis != null && millis > fromMillis) {
      changed.put(hash, millis);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "access");
    thread.setDaemon(true);
    return thread;
  }
}
