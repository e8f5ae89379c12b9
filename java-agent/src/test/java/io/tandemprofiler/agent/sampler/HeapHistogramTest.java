package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.model.ClassCount;
import org.junit.jupiter.api.Test;

class HeapHistogramTest {
  @Test
  void read_takesEveryClassAndNothingElse() {
    String text =
        """
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:         53990        3694384  [B (java.base@17.0.15)
         495:             4             64  jdk.proxy1.$Proxy2 (jdk.proxy1)
         687:             1             16  com.acme.Cart$$Lambda$1/0x0000000800060c40
         688:             2             32  com.acme.Cart$$Lambda$2/0x0000000800061840
         689:             3             48  [Lcom.acme.Cart;
         690:             3             48  of Ann (com.acme@1)
         691:             0              0  com.acme.Gone
        Total        230503       14109672
        """;

    assertThat(HeapHistogram.read(text))
        .containsExactly(
            new ClassCount("byte[]", 53990, 3694384),
            new ClassCount("jdk.proxy.$Proxy", 4, 64),
            new ClassCount("com.acme.Cart$$Lambda", 1, 16),
            new ClassCount("com.acme.Cart$$Lambda", 2, 32),
            new ClassCount("com.acme.Cart[]", 3, 48),
            new ClassCount("<generated>", 3, 48));
  }

  @Test
  void read_ofSomethingElseIsEmpty() {
    assertThat(HeapHistogram.read("Unknown diagnostic command\n")).isEmpty();
  }
}
