package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** In the shape of reports that JDK 17 and 25 wrote; EarlierCrashIT has a JVM write one. */
class EarlierCrashTest {
  private static final String IN_THE_LIBRARY =
      "# C  [tandem-17-libasyncProfiler-1.2.3.so+0x1f2a]  StackWalker::walk+0x2a\n";
  private static final String ON_ITS_THREAD =
      "Current thread (0x7fc4):  JavaThread \"Async-profiler Timer\" daemon [_thread_in_native]\n";
  private static final String ELSEWHERE = "# C  [libc.so.6+0x85f16]\n";
  private static final String LOADED = "7f1e-7f1f r-xp /tmp/tandem-17-libasyncProfiler-1.2.3.so\n";

  @Test
  void blames_whatCrashedInTheLibraryOrOnItsThread() {
    assertThat(blames(IN_THE_LIBRARY, LOADED)).isTrue();
    assertThat(blames(ON_ITS_THREAD + ELSEWHERE, LOADED)).isTrue();
  }

  @Test
  void blames_whatCrashedInALibraryOfUnknownVersion() {
    assertThat(blames("# C  [libasyncProfiler.so+0x1f2a]\n", "")).isTrue();
  }

  @Test
  void blames_nothingThatCrashedElsewhere() {
    assertThat(blames(ELSEWHERE, LOADED)).isFalse();
    assertThat(blames("Command Line: -javaagent:x=sampler=libasyncProfiler\n", LOADED)).isFalse();
    assertThat(EarlierCrash.blames("", "1.2.3")).isFalse();
  }

  @Test
  void blames_noLibraryThatWasReplacedSince() {
    assertThat(EarlierCrash.blames(report(IN_THE_LIBRARY, LOADED), "1.2.4")).isFalse();
    assertThat(EarlierCrash.blames(report(ON_ITS_THREAD, LOADED), "1.2.4")).isFalse();
  }

  private static boolean blames(String crash, String process) {
    return EarlierCrash.blames(report(crash, process), "1.2.3");
  }

  private static String report(String crash, String process) {
    return "# A fatal error has been detected by the Java Runtime Environment:\n"
        + crash
        + "\n---------------  P R O C E S S  ---------------\n\n"
        + process;
  }
}
