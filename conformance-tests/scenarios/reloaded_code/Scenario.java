package reloaded_code;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The same class, loaded anew again and again; what was loaded before is collected. */
public final class Scenario {
  public static final class Part implements Runnable {
    @Override
    public void run() {
      try {
        new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS); // here: Part.run
      } catch (InterruptedException end) {
        Thread.currentThread().interrupt();
      }
    }
  }

  public static void main(String[] args) throws Exception {
    URL[] here = {Scenario.class.getProtectionDomain().getCodeSource().getLocation()};
    for (int round = 1; true; round++) {
      try (URLClassLoader loader = new URLClassLoader(here, null)) {
        Class<?> part = loader.loadClass("reloaded_code.Scenario$Part");
        ((Runnable) part.getConstructor().newInstance()).run(); // here: main
      }
      if (round % 5 == 0) {
        System.gc(); // here: main
      }
    }
  }
}
