package io.tandemprofiler.collector.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two stores of which the calls that change something are counted; at one of them everything stops,
 * and waits to be killed.
 */
final class StoppingStores {
  private static final Set<String> CHANGES =
      Set.of("append", "seal", "delete", "forgetIds", "lease", "publish", "forgetRemoved", "put");

  private final AtomicInteger calls = new AtomicInteger();
  private final int stopAt;
  private final boolean before;

  /**
   * @param stopAt number of the call, from 1 on
   * @param before whether nothing of the call is made, or all of it
   */
  StoppingStores(int stopAt, boolean before) {
    this.stopAt = stopAt;
    this.before = before;
  }

  Stores around(Stores stores) {
    return new Stores(
        around(HotStore.class, stores.hot()), around(BlockStore.class, stores.blocks()));
  }

  int calls() {
    return calls.get();
  }

  private <T> T around(Class<T> type, T store) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          boolean last = CHANGES.contains(method.getName()) && calls.incrementAndGet() == stopAt;
          if (last && before) {
            stop(method.getName());
          }
          try {
            return method.invoke(store, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          } finally {
            if (last) {
              stop(method.getName());
            }
          }
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static void stop(String call) throws InterruptedException {
    System.out.println("stopped at " + call);
    new CountDownLatch(1).await();
  }
}
