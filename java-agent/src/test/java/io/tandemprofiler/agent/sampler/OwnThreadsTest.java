package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class OwnThreadsTest {
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> heard = new LinkedBlockingQueue<>();
  private final OwnThreads own = new OwnThreads(log::add);

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
    assertThat(log)
        .hasSize(5)
        .first()
        .isEqualTo("ours ended by an error of the agent's own: java.lang.StackOverflowError");
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
}
