import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.ObjectName;

/** Methods that no sampler may run: each notes that it was, where a thread not ours runs it. */
public final class Program {
  private static final Set<String> EXECUTED = ConcurrentHashMap.newKeySet();
  private static final Set<Thread> OURS = ConcurrentHashMap.newKeySet();
  private static final String FINALIZER = "java.lang.ref.Finalizer$FinalizerThread";
  private static final Cleaner CLEANER = Cleaner.create(Program::startedByUs);
  private static final PrintStream LOG =
      new PrintStream(new FileOutputStream(FileDescriptor.err), true);

  /**
   * Whether the caller may: it is a thread of this program's own, or the JVM's for destructors. Else it is written down at once:
   * the last window is folded when this program answers no more.
   */
  private static void trap(String name) {
    Thread caller = Thread.currentThread();
    boolean isTheJvm = caller.getClass().getName().equals(FINALIZER);
    if (!isTheJvm && !OURS.contains(caller) && EXECUTED.add(name)) {
      LOG.println("!executed " + name);
    }
  }

  public interface CardMBean {
    String getNumber();
  }

  /** An object, a key, a lock and a bean whose every method is a trap. */
  public static final class Card implements CardMBean, Comparable<Card> {
    final String number;

    Card(String number) {
      this.number = number;
    }

    @Override
    public String toString() {
      trap("Object.toString");
      return number;
    }

    @Override
    public int hashCode() {
      trap("Object.hashCode");
      return number.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      trap("Object.equals");
      return other instanceof Card && ((Card) other).number.equals(number);
    }

    @Override
    public int compareTo(Card other) {
      trap("Comparable.compareTo");
      return number.compareTo(other.number);
    }

    @Override
    public String getNumber() {
      trap("an MBean's attribute");
      return number;
    }
  }

  /** What lies unreachable in the heap until the JVM ends it. */
  private static final class Destroyed implements AutoCloseable {
    static volatile String finalized;
    static volatile String cleaned;

    private final String number;

    Destroyed(String number) {
      this.number = number;
      CLEANER.register(this, new Cleaning(number));
    }

    @Override
    @SuppressWarnings({"deprecation", "removal"})
    protected void finalize() {
      trap("Object.finalize");
      finalized = number;
    }

    @Override
    public void close() {
      trap("AutoCloseable.close");
    }
  }

  private static final class Cleaning implements Runnable {
    private final String number;

    Cleaning(String number) {
      this.number = number;
    }

    @Override
    public void run() {
      trap("a Cleaner's action");
      Destroyed.cleaned = number;
    }
  }

  private static final class TrappedReference extends WeakReference<Card> {
    TrappedReference(Card card) {
      super(card);
    }

    @Override
    public Card get() {
      trap("Reference.get");
      return super.get();
    }

    @Override
    public void clear() {
      trap("Reference.clear");
      super.clear();
    }

    @Override
    public boolean enqueue() {
      trap("Reference.enqueue");
      return super.enqueue();
    }
  }

  private static final class Trapped extends Thread {
    private final String number;

    Trapped(ThreadGroup group, Runnable work, String number) {
      super(group, work);
      this.number = number;
    }

    @Override
    public String toString() {
      trap("Thread.toString");
      return number;
    }

    /** Before Java 19 the JDK's own thread dumps ask it (E11). */
    @Override
    public long getId() {
      if (Runtime.version().feature() >= 19) {
        trap("Thread.getId");
      }
      return super.getId();
    }

    @Override
    public State getState() {
      trap("Thread.getState");
      return super.getState();
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      trap("Thread.getStackTrace");
      return new StackTraceElement[] {new StackTraceElement(number, number, number, 1)};
    }

    @Override
    public ClassLoader getContextClassLoader() {
      trap("Thread.getContextClassLoader");
      return super.getContextClassLoader();
    }

    @Override
    public UncaughtExceptionHandler getUncaughtExceptionHandler() {
      trap("Thread.getUncaughtExceptionHandler");
      return super.getUncaughtExceptionHandler();
    }

    @Override
    public boolean isInterrupted() {
      trap("Thread.isInterrupted");
      return super.isInterrupted();
    }

    @Override
    public int hashCode() {
      trap("Thread.hashCode");
      return super.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      trap("Thread.equals");
      return super.equals(other);
    }
  }

  private static final class TrappedGroup extends ThreadGroup {
    TrappedGroup(String name) {
      super(name);
    }

    @Override
    public int activeCount() {
      trap("ThreadGroup.activeCount");
      return super.activeCount();
    }

    @Override
    public int enumerate(Thread[] threads) {
      trap("ThreadGroup.enumerate");
      return super.enumerate(threads);
    }

    @Override
    public void uncaughtException(Thread thread, Throwable error) {
      trap("ThreadGroup.uncaughtException");
    }

    @Override
    public String toString() {
      trap("ThreadGroup.toString");
      return getName();
    }
  }

  private static final class TrappedLoader extends ClassLoader {
    TrappedLoader(String name) {
      super(name, Program.class.getClassLoader());
    }

    @Override
    public String getName() {
      trap("ClassLoader.getName");
      return super.getName();
    }

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
      trap("ClassLoader.loadClass");
      return super.loadClass(name);
    }

    @Override
    public URL getResource(String name) {
      trap("ClassLoader.getResource");
      return super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) {
      trap("ClassLoader.getResources");
      return Collections.emptyEnumeration();
    }

    @Override
    public String toString() {
      trap("ClassLoader.toString");
      return getName();
    }

    Class<?> parking() throws Exception {
      byte[] bytes = ClassFile.renamed(Parking.class, Map.of("Parking", "OfATrap"));
      return defineClass("OfATrap", bytes, 0, bytes.length);
    }
  }

  private static final class TrappedSelector extends ProxySelector {
    @Override
    public List<Proxy> select(URI uri) {
      trap("ProxySelector.select");
      return List.of(Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      trap("ProxySelector.connectFailed");
    }
  }

  public static void main(String[] arguments) throws Exception {
    OURS.add(Thread.currentThread());
    Map<String, String> markers = Protocol.told();
    ProxySelector.setDefault(new TrappedSelector());
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> trap("the default handler"));
    Map<String, Protocol.Body> bodies = Protocol.bodies();
    bodies.put("object", ours(Program::holdsAnObject));
    bodies.put("lock", ours(Program::waitsForALock));
    bodies.put("garbage", ours(Program::leavesGarbage));
    bodies.put("reference", ours(Program::holdsAReference));
    bodies.put("bean", ours(Program::registersABean));
    bodies.put("thread", ours(Program::startsAThreadThatIsATrap));
    bodies.put("loader", ours(Program::callsAClassOfALoaderThatIsATrap));
    Collection<String> executed = EXECUTED;
    Protocol.serve(markers, bodies, Map::of, executed);
  }

  private static Protocol.Body ours(Protocol.Body body) {
    return place -> {
      OURS.add(Thread.currentThread());
      body.hold(place);
    };
  }

  private static void holdsAnObject(Place place) throws Exception {
    Card card = new Card(place.take());
    System.getProperties().put(card, card);
    while (place.parked()) {
      place.found(card.toString());
    }
  }

  private static void waitsForALock(Place place) throws Exception {
    Card card = new Card(place.take());
    synchronized (card) {
      Thread waiting =
          new Thread(
              () -> {
                OURS.add(Thread.currentThread());
                entersTheLock(card);
              });
      waiting.setDaemon(true);
      waiting.start();
      while (place.parked()) {
        place.found(card.number);
      }
    }
  }

  private static void entersTheLock(Card card) {
    synchronized (card) {
      card.notifyAll();
    }
  }

  private static void leavesGarbage(Place place) throws Exception {
    for (int i = 0; i < 100; i++) {
      new Destroyed(place.take());
    }
    while (place.parked()) {
      while (Destroyed.finalized == null || Destroyed.cleaned == null) {
        System.gc(); // what was not run until now can be
        Thread.sleep(10);
      }
      boolean same = Destroyed.finalized.equals(Destroyed.cleaned);
      place.found(same ? Destroyed.cleaned : "others");
    }
  }

  private static void holdsAReference(Place place) throws Exception {
    Card card = new Card(place.take());
    TrappedReference reference = new TrappedReference(card);
    while (place.parked()) {
      place.found(reference.get() == card ? card.number : "gone");
    }
  }

  private static Thread startedByUs(Runnable work) {
    Thread thread = new Thread(work);
    OURS.add(thread);
    return thread;
  }

  private static void registersABean(Place place) throws Exception {
    ObjectName name = new ObjectName("shop:type=Card,number=" + place.take());
    ManagementFactory.getPlatformMBeanServer().registerMBean(new Card(place.take()), name);
    while (place.parked()) {
      place.found(
          ManagementFactory.getPlatformMBeanServer().getAttribute(name, "Number").toString());
    }
  }

  private static void startsAThreadThatIsATrap(Place place) throws Exception {
    String[] number = {place.take()};
    Runnable work =
        () -> {
          try {
            runsInATrap(place, number[0]);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    Trapped thread = new Trapped(new TrappedGroup(place.take()), work, place.take());
    OURS.add(thread);
    thread.setContextClassLoader(new TrappedLoader(place.take()));
    thread.setDaemon(true);
    thread.start();
  }

  private static void runsInATrap(Place place, String number) throws InterruptedException {
    while (place.parked()) {
      place.found(number);
    }
  }

  private static void callsAClassOfALoaderThatIsATrap(Place place) throws Exception {
    Made.parking(new TrappedLoader(place.take()).parking()).hold(place);
  }
}
