package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardErrorTest {
  @Test
  void accept_writesOneLineWithoutWhatTerminalsObey() {
    assertThat(written("R1: a\nroot: b\r\u001b[31m\u0085\u2028\u202e\u200b\ud83dé"))
        .isEqualTo("tandem: R1: a?root: b??[31m?????é" + System.lineSeparator());
  }

  @Test
  void accept_cutsAt500Characters() {
    assertThat(written("x".repeat(501)))
        .isEqualTo("tandem: " + "x".repeat(500) + System.lineSeparator());
  }

  private static String written(String line) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      new StandardError().accept(line);
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void accept_survivesAStreamOfAClassLoaderThatWasClosed() {
    assertThat(saidTo(new NoClassDefFoundError("closed"))).isNull();
  }

  @Test
  void accept_tellsOfWantOfMemory_butTheAgentDoesNot() {
    OutOfMemoryError error = new OutOfMemoryError("for now");
    assertThat(saidTo(error)).isSameAs(error);

    System.setProperty(Tandem.RUNNING, "another");
    try {
      assertThat(thrown(error, () -> Agent.premain("", null))).isNull();
    } finally {
      System.clearProperty(Tandem.RUNNING);
    }
  }

  private static Throwable saidTo(Error error) {
    return thrown(error, () -> new StandardError().accept("a line"));
  }

  /** What comes of it where the standard error throws this. */
  private static Throwable thrown(Error error, Runnable said) {
    PrintStream before = System.err;
    System.setErr(
        new PrintStream(new ByteArrayOutputStream()) {
          @Override
          public void println(String line) {
            throw error;
          }
        });
    try {
      said.run();
      return null;
    } catch (Throwable e) {
      return e;
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void accept_survivesAnApplicationThatTookTheStreamAway() {
    PrintStream before = System.err;
    System.setErr(null);
    try {
      new StandardError().accept("a line");
    } finally {
      System.setErr(before);
    }
    assertThat(System.err).isSameAs(before);
  }
}
