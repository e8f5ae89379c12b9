import java.lang.reflect.Method;

/** Runs the scenarios that it is given, each on a thread of its own, until its input ends. */
public final class Host {
  public static void main(String[] cases) throws Exception {
    for (String name : cases) {
      Method main = Class.forName(name + ".Scenario").getMethod("main", String[].class);
      Thread thread = new Thread(() -> run(main));
      thread.setDaemon(true); // and so are those that it starts
      thread.start();
    }
    while (System.in.read() >= 0) {}
  }

  private static void run(Method main) {
    try {
      main.invoke(null, (Object) new String[0]);
    } catch (ReflectiveOperationException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
