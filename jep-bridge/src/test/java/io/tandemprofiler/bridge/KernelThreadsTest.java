package io.tandemprofiler.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelThreadsTest {
  private final KernelThreads kernel = new KernelThreads(0x7f0000001000L, 0x100, "amd64");

  @Test
  void whoSleepsOnTheInterpretersState_awaitsTheGil() {
    assertThat(kernel.read("202 0x7f0000001010 0x189 0x0 0x7f 0x0 0xffffffff 0x7f 0x7f"))
        .isEqualTo(KernelThreads.Doing.AWAITING_THE_GIL);
    assertThat(kernel.read("202 0x7f0000001100 0x189 0x0 0x7f 0x0 0xffffffff 0x7f 0x7f"))
        .isEqualTo(KernelThreads.Doing.WAITING);
  }

  @Test
  void otherCalls_areSleepsOrWaits() {
    assertThat(kernel.read("230 0x0 0x0 0x7f 0x7f 0x0 0x0 0x7f 0x7f"))
        .isEqualTo(KernelThreads.Doing.SLEEPING);
    assertThat(kernel.read("0 0x3 0x7f 0x1000 0x0 0x0 0x0 0x7f 0x7f"))
        .isEqualTo(KernelThreads.Doing.WAITING);
  }

  @Test
  void numbersOfCalls_areTheMachines() {
    String sleeping = "115 0x0 0x0 0x7f 0x7f 0x0 0x0 0x7f 0x7f";

    assertThat(new KernelThreads(0, 0, "aarch64").read(sleeping))
        .isEqualTo(KernelThreads.Doing.SLEEPING);
    assertThat(new KernelThreads(0, 0, "s390x").read(sleeping))
        .isEqualTo(KernelThreads.Doing.UNKNOWN);
  }

  @Test
  void whatIsInNoCall_runsOrIsNotKnown() {
    assertThat(kernel.read("running")).isEqualTo(KernelThreads.Doing.RUNNING);
    assertThat(kernel.read("-1 0x7f 0x7f")).isEqualTo(KernelThreads.Doing.UNKNOWN);
    assertThat(kernel.read("")).isEqualTo(KernelThreads.Doing.UNKNOWN);
    assertThat(kernel.doing(-1)).isEqualTo(KernelThreads.Doing.UNKNOWN);
  }
}
