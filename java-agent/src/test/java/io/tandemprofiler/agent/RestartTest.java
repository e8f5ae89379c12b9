package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A profiler that is closed while it still begins is no obstacle to the next. */
class RestartTest {
  private static final long ITS_PATIENCE_NANOS = 2_000_000_000L; // for what has only begun

  @Test
  @Timeout(300) // however busy the machine; a mark that stays is what it is against
  void close_whileItBegins_leavesNoMarkToTheNext() {
    for (int i = 0; i < 20; i++) {
      long before = System.nanoTime();
      Tandem.builder()
          .service("brief")
          .collector("none")
          .set("sampler", "thread-dump")
          .start()
          .close();
      while (isMarked() && System.nanoTime() - before > ITS_PATIENCE_NANOS) {
        Thread.onSpinWait(); // on a machine so busy that it is not waited for
      }

      assertThat(isMarked()).isFalse();
    }
  }

  private static boolean isMarked() {
    return System.getProperty(Tandem.RUNNING) != null;
  }
}
