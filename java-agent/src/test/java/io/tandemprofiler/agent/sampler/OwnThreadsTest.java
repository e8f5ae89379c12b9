package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OwnThreadsTest {
  private static final int MANY_CALLS = 1_000_000; // 16 MB at least, and more than -Xss gives

  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> heard = new LinkedBlockingQueue<>();
  private final AtomicInteger ended = new AtomicInteger();
  private final OwnThreads own = new OwnThreads(log::add, this::endWithLittleMemory);

  @Test
  void newThread_keepsItsErrorsFromTheApplication() throws InterruptedException {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> heard.add(error));
    try {
      end(new StackOverflowError("deep"));
      for (int i = 0; i < 9; i++) {
        end(new AssertionError("again"));
      }
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }

    assertThat(heard).isEmpty();
    assertThat(log).containsExactly("profiling ends: java.lang.StackOverflowError in ours");
    assertThat(ended).hasValue(3);
  }

  @Test
  void dispensable_endsAloneWithoutMemory() throws InterruptedException {
    for (Error error : List.of(new OutOfMemoryError("heap"), new AssertionError("other"))) {
      Thread thread =
          own.dispensable()
              .newThread(
                  () -> {
                    throw error;
                  });
      thread.start();
      thread.join();
    }

    assertThat(log).containsExactly("profiling ends: java.lang.AssertionError in tandem-2");
  }

  private void endWithLittleMemory() {
    if (ended.incrementAndGet() < 3) {
      throw new OutOfMemoryError("for now");
    }
  }

  @Test
  void contains_forgetsTheOldestOfThoseThatEnded() throws InterruptedException {
    Thread first = ended();
    assertThat(own.contains(first.getId())).isTrue();
    Thread last = first;
    for (int i = 0; i < 1000; i++) {
      last = ended();
    }

    assertThat(own.contains(first.getId())).isFalse();
    assertThat(own.contains(last.getId())).isTrue();
  }

  @Test
  void contains_knowsAThreadOnceItRuns() throws InterruptedException {
    Thread thread = own.newThread(() -> {});
    assertThat(own.contains(thread.getId())).isFalse();

    thread.start();
    thread.join();

    assertThat(own.contains(thread.getId())).isTrue();
  }

  @Test
  void contains_knowsThreadsOfPools() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor(own);

    long id = pool.submit(() -> Thread.currentThread().getId()).get();
    pool.shutdown();

    assertThat(own.contains(id)).isTrue();
  }

  @Test
  void contains_neverKnewAThreadThatTheSystemRefuses() {
    Thread refused = own.newThread("too large", () -> {}, Long.MAX_VALUE / 2);

    assertThatThrownBy(refused::start).isInstanceOf(OutOfMemoryError.class);

    assertThat(own.contains(refused.getId())).isFalse();
  }

  private Thread ended() throws InterruptedException {
    Thread thread = own.newThread(() -> {});
    thread.start();
    thread.join();
    return thread;
  }

  private void end(Error error) throws InterruptedException {
    Thread thread =
        own.newThread(
            "ours",
            () -> {
              throw error;
            });
    thread.start();
    thread.join();
  }

  @Test
  void newThread_hasTheStackThatIsAskedFor() throws InterruptedException {
    AtomicInteger depth = new AtomicInteger();
    Thread deep = own.newThread("deep", () -> depth.set(down(MANY_CALLS)), 512L << 20);

    deep.start();
    deep.join();

    assertThat(depth).hasValue(MANY_CALLS);
  }

  private static int down(int calls) {
    return calls == 0 ? 0 : 1 + down(calls - 1);
  }
}
