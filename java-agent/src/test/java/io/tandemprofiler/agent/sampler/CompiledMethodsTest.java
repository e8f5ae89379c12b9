package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompiledMethodsTest {
  private static final String JDK =
      """
      27 4 0 java.lang.Object.<init>()V [0x00007f5010eca590, 0x00007f5010eca700]
      302 4 0 jdk.internal.util.ByteVector.put(I)V [0x00007f5010ee1a10]
        9 1 0 sun.nio.fs.UnixPath.isEmpty()Z [0x00007f5010ee1a10]
       10 4 0 io.tandemprofiler.agent.Agent.premain()V [0x00007f5010ee1a10]
      """;

  @Test
  void jdkAndTheAgent_areNotTheApplication() {
    assertThat(CompiledMethods.areOfTheApplication(JDK)).isFalse();
    assertThat(CompiledMethods.areOfTheApplication("")).isFalse();
  }

  @Test
  void codeThatWillBeCompiledAgain_doesNotCount() {
    assertThat(CompiledMethods.areOfTheApplication(JDK + "7 3 0 shop.Cart.total(I)D [0x0]\n"))
        .isFalse();
  }

  @Test
  void codeThatIsCompiledForGood_counts() {
    assertThat(CompiledMethods.areOfTheApplication(JDK + "  7 4 0 shop.Cart.total(I)D [0x0]\n"))
        .isTrue();
    assertThat(CompiledMethods.areOfTheApplication("7 1 0 javassist.Loader.get()I [0x0]\n"))
        .isTrue(); // not a package of the JDK's though its name begins like one
  }
}
