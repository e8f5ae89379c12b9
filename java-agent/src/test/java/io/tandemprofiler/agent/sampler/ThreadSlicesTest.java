package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ThreadSlicesTest {
  private final List<Long> asked = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();

  @Test
  void dump_asksForAllAFewAtATime() {
    List<ThreadInfo> seen = new ArrayList<>();
    new ThreadSlices(threads(200)).dump(32, seen::add);

    assertThat(sizes).containsExactly(64, 64, 64, 8);
    assertThat(asked).containsExactlyElementsOf(LongStream.range(0, 200).boxed().toList());
    assertThat(seen).isEmpty(); // those that have ended since
  }

  @Test
  void share_isWhatTheLooksStandFor() {
    assertThat(ThreadDumps.share(100, 300, 400)).isEqualTo(1.5);
    assertThat(ThreadDumps.share(100, 400, 400)).isEqualTo(1);
    assertThat(ThreadDumps.share(100, 100, 400)).isEqualTo(1); // there was none
  }

  private ThreadMXBean threads(int count) {
    return (ThreadMXBean)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ThreadMXBean.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getAllThreadIds")) {
                return LongStream.range(0, count).toArray();
              }
              long[] ids = (long[]) arguments[0];
              sizes.add(ids.length);
              LongStream.of(ids).forEach(asked::add);
              return new ThreadInfo[ids.length];
            });
  }
}
