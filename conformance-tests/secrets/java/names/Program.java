import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/** Names that are data: of threads, groups, loaders, modules, and of classes made at run time. */
public final class Program {
  interface Answers {
    void hold(Place place) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> markers = Protocol.told();
    Map<String, Protocol.Body> bodies = Protocol.bodies();
    bodies.put("thread", Program::runsInANamedThread);
    bodies.put("group", Program::startsAThreadOfAGroup);
    bodies.put("pool", Program::startsAPool);
    bodies.put("fork_join_pool", Program::startsAForkJoinPool);
    bodies.put("timer", Program::startsATimer);
    bodies.put("loader", Program::ofANamedLoader);
    bodies.put("module", place -> Made.parking(Made.inModule(place.take())).hold(place));
    bodies.put("source", Program::ofANamedSource);
    bodies.put("hidden_class", Program::ofAHiddenClass);
    bodies.put("hidden_method", Program::ofAHiddenMethod);
    bodies.put("sentence", Program::ofAClassThatIsASentence);
    bodies.put("proxy", Program::behindAProxy);
    Protocol.serve(markers, bodies, Map::of, List.of());
  }

  private static void runsInANamedThread(Place place) throws Exception {
    Thread.currentThread().setName(place.take());
    while (place.parked()) {
      place.found(Thread.currentThread().getName());
    }
  }

  private static void startsAThreadOfAGroup(Place place) throws Exception {
    ThreadGroup group = new ThreadGroup(new ThreadGroup(place.take()), place.take());
    Thread thread = new Thread(group, () -> runsInANamedGroup(place), place.take());
    thread.setDaemon(true);
    thread.start();
  }

  private static void runsInANamedGroup(Place place) {
    try {
      while (place.parked()) {
        place.found(Thread.currentThread().getThreadGroup().getParent().getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void startsAPool(Place place) {
    String name = place.take() + "-thread-1";
    Executors.newFixedThreadPool(1, work -> daemon(new Thread(work, name)))
        .execute(() -> runsInAPool(place));
  }

  private static void runsInAPool(Place place) {
    readsItsThreadsName(place);
  }

  private static void startsAForkJoinPool(Place place) {
    String name = place.take() + "-worker-1";
    new ForkJoinPool(1, pool -> named(name, pool), null, true)
        .execute(() -> runsInAForkJoinPool(place));
  }

  private static ForkJoinWorkerThread named(String name, ForkJoinPool pool) {
    ForkJoinWorkerThread thread =
        ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
    thread.setName(name);
    return thread;
  }

  private static void runsInAForkJoinPool(Place place) {
    readsItsThreadsName(place);
  }

  private static void startsATimer(Place place) {
    TimerTask task =
        new TimerTask() {
          @Override
          public void run() {
            runsInATimer(place);
          }
        };
    new Timer(place.take(), true).schedule(task, 0);
  }

  private static void runsInATimer(Place place) {
    readsItsThreadsName(place);
  }

  private static void readsItsThreadsName(Place place) {
    try {
      while (place.parked()) {
        place.foundIn(Thread.currentThread().getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(Thread thread) {
    thread.setDaemon(true);
    return thread;
  }

  private static void ofANamedLoader(Place place) throws Exception {
    Map<String, String> texts = Map.of("Parking", "OfALoader");
    Made.parking(Made.loaded(place.take(), "OfALoader", texts)).hold(place);
  }

  private static void ofANamedSource(Place place) throws Exception {
    Map<String, String> texts =
        Map.of("Parking", "OfASource", "Parking.java", place.take() + ".java");
    Made.parking(Made.loaded("sources", "OfASource", texts)).hold(place);
  }

  private static void ofAHiddenClass(Place place) throws Exception {
    Made.parking(Made.hidden(Map.of("Parking", place.take()))).hold(place);
  }

  private static void ofAHiddenMethod(Place place) throws Exception {
    Map<String, String> texts = Map.of("Parking", "OfAMethod", "parks", place.take());
    Made.parking(Made.hidden(texts)).hold(place);
  }

  /** A name that no compiler makes, of a class that is not hidden. */
  private static void ofAClassThatIsASentence(Place place) throws Exception {
    String name = "the rule of " + place.take();
    Map<String, String> texts = Map.of("Parking", name);
    Made.parking(Made.loaded("sentences", name, texts)).hold(place);
  }

  private static void behindAProxy(Place place) throws Exception {
    String secret = place.take();
    InvocationHandler handler =
        new InvocationHandler() {
          @Override
          public Object invoke(Object proxy, Method method, Object[] arguments) throws Exception {
            while (place.parked()) {
              place.found(toString());
            }
            return null;
          }

          @Override
          public String toString() {
            return secret;
          }
        };
    Class<?>[] types = {Answers.class};
    ((Answers) Proxy.newProxyInstance(Program.class.getClassLoader(), types, handler)).hold(place);
  }
}
