package io.tandemprofiler.collector.store;

import static io.tandemprofiler.collector.Uploads.upload;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.Uploads;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class PeriodicUpkeepTest {
  @Test
  void run_isTriedAgainAlsoAfterAnError() throws InterruptedException {
    CountDownLatch tried = new CountDownLatch(3);
    HotStore hot = withoutMemory(new InMemoryHotStore(), tried);
    Stores stores = new Stores(hot, new InMemoryBlockStore());
    Upkeep upkeep = new Upkeep(stores, new TurnedClock(0), Retention.DEFAULT);
    PeriodicUpkeep periodic = new PeriodicUpkeep(upkeep, Duration.ofMillis(1));
    try {
      tried.await();
    } finally {
      periodic.close();
    }
  }

  @Test
  void close_givesTheLeaseBack() {
    InMemoryHotStore hot = new InMemoryHotStore();
    Upkeep upkeep =
        new Upkeep(
            new Stores(hot, new InMemoryBlockStore()), new TurnedClock(0), Retention.DEFAULT);
    assertThat(upkeep.run(false, step -> {})).isTrue();
    assertThat(hot.lease("another", 0, 1)).isEmpty();
    new PeriodicUpkeep(upkeep).close();
    assertThat(hot.lease("another", 0, 1)).isPresent();
  }

  @Test
  void end_leavesWhatIsLeftToTheNextRun() {
    Stores stores = new Stores(new InMemoryHotStore(), new InMemoryBlockStore());
    TurnedClock clock = new TurnedClock(0);
    try (LayeredProfileStore store = LayeredProfileStore.open(stores, clock, 1 << 20)) {
      for (int i = 0; i < 3; i++) {
        Uploads one = upload(i).at(3_600_000L * (i + 1)).cpu(10, "main;work 1");
        store.append("default", one.build(), one.bytes()).join();
      }
      clock.turn(Duration.ofHours(6));
      Upkeep upkeep = new Upkeep(stores, clock, Retention.DEFAULT);
      upkeep.run(false, step -> upkeep.end());
      assertThat(stores.hot().segments(null, null)).as("one was closed").hasSize(2);
      upkeep.close();
      new Upkeep(stores, clock, Retention.DEFAULT).run(false, step -> {});
      assertThat(stores.hot().segments(null, null)).isEmpty();
    }
  }

  /** A store that has no memory left to give out leases. */
  private static HotStore withoutMemory(HotStore store, CountDownLatch tried) {
    return (HotStore)
        Proxy.newProxyInstance(
            HotStore.class.getClassLoader(),
            new Class<?>[] {HotStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("lease")) {
                tried.countDown();
                throw new OutOfMemoryError("none left");
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
