package io.tandemprofiler.agent.program;

/** Makes virtual threads where the JVM has them, else ordinary ones. */
interface ThreadMaker {
  /** A thread that is not started yet. */
  Thread make(Runnable work) throws ReflectiveOperationException;

  static ThreadMaker ofThisJvm() {
    if (Runtime.version().feature() < 21) {
      return Thread::new;
    }
    return work -> {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      return (Thread)
          Class.forName("java.lang.Thread$Builder")
              .getMethod("unstarted", Runnable.class)
              .invoke(builder, work);
    };
  }
}
