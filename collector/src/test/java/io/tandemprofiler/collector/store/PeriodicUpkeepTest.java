package io.tandemprofiler.collector.store;

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
