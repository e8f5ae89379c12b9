package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitingPlacesTest {
  private static final Frame FUTEX = new Frame(Language.NATIVE, "libc.so.6", "futex_wait");

  @ParameterizedTest
  @CsvSource({
    "java.lang.Thread, sleep, SLEEPING",
    "java.lang.Object, wait0, WAITING",
    "jdk.internal.misc.Unsafe, park, WAITING",
    "sun.nio.ch.EPoll, wait, IO",
    "sun.nio.ch.SocketDispatcher, read0, IO",
    "java.io.FileInputStream, readBytes, IO",
    "com.acme.Native, call, UNSPECIFIED",
  })
  void stateAt_isToldByTheInnermostJavaFrame(String owner, String function, ThreadState state) {
    StackTrace trace = trace(new Frame(Language.JAVA, owner, function), FUTEX);

    assertThat(WaitingPlaces.stateAt(trace)).isEqualTo(state);
  }

  @Test
  void stateAt_isBlockedWhereTheJvmEntersAMonitor() {
    Frame total = new Frame(Language.JAVA, "com.acme.Cart", "total");
    Frame enter = new Frame(Language.NATIVE, "libjvm.so", "ObjectMonitor::enter(JavaThread*)");

    assertThat(WaitingPlaces.stateAt(trace(total, enter, FUTEX))).isEqualTo(ThreadState.BLOCKED);
  }

  @Test
  void stateAt_isNotKnownWithoutAJavaFrame() {
    assertThat(WaitingPlaces.stateAt(trace(FUTEX))).isEqualTo(ThreadState.UNSPECIFIED);
  }

  @Test
  void withoutNativeEnd_keepsNativeFramesThatCalledJava() {
    Frame callback = new Frame(Language.JAVA, "com.acme.Callback", "run");

    assertThat(WaitingPlaces.withoutNativeEnd(trace(FUTEX, callback, FUTEX)).frames())
        .containsExactly(FUTEX, callback);
  }

  private static StackTrace trace(Frame... outermostFirst) {
    return new StackTrace(List.of(outermostFirst), new int[outermostFirst.length]);
  }
}
