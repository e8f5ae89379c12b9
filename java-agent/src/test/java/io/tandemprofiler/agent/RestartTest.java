package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A profiler that is closed while it still begins is no obstacle to the next. */
class RestartTest {
  @Test
  void close_whileItBegins_leavesNoMarkToTheNext() {
    for (int i = 0; i < 20; i++) {
      Tandem.builder()
          .service("brief")
          .collector("none")
          .set("sampler", "thread-dump")
          .start()
          .close();

      assertThat(System.getProperty(Tandem.RUNNING)).isNull();
    }
  }
}
