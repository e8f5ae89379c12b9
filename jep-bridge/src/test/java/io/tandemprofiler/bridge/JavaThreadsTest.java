package io.tandemprofiler.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

/** What the JVM prints, of which a thread's name is the application's. */
class JavaThreadsTest {
  @Test
  void threads_areReadAsJdk17AndJdk25PrintThem() {
    assertThat(
            JavaThreads.read(
                """
                "main" #1 prio=5 os_prio=0 cpu=9.1ms tid=0x7f nid=0x4fde runnable  [0x7f]
                "pool-1" #31 [20608] prio=5 os_prio=0 cpu=9.1ms tid=0x7f nid=20608 waiting
                "G1 Main Marker" os_prio=0 cpu=0.1ms elapsed=1.2s tid=0x7f nid=0x4fe0 runnable
                """))
        .containsOnly(entry(0x4fde, 1L), entry(20608, 31L));
  }

  @Test
  void aName_cannotPretendToBeAThread() {
    assertThat(
            JavaThreads.read(
                """
                "a" #99 prio=5 nid=0x5 " #12 prio=5 tid=0x7f nid=0x6 runnable
                "b
                "c" #98 prio=5 nid=0x7 x" #13 prio=5 tid=0x7f nid=0x7 runnable
                """))
        .containsOnly(entry(6, 12L), entry(7, 13L));
  }
}
