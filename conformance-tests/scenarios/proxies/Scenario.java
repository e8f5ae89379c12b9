package proxies;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/** A dynamic proxy calls its handler, and that the object behind. */
public final class Scenario {
  static final class Tracer implements InvocationHandler {
    private final Runnable behind;

    Tracer(Runnable behind) {
      this.behind = behind;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
      behind.run(); // here: Tracer.invoke
      return null;
    }
  }

  public static void main(String[] args) {
    Class<?>[] kinds = {Runnable.class};
    Tracer tracer = new Tracer(Scenario::work);
    Object traced = Proxy.newProxyInstance(Scenario.class.getClassLoader(), kinds, tracer);
    ((Runnable) traced).run(); // here: main
  }

  static void work() {
    try {
      new CountDownLatch(1).await(); // here: work
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }
}
