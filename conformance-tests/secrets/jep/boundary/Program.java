import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import jep.JepException;
import jep.SharedInterpreter;

/** What crosses from Java to Python and back, and what either holds while the other runs. */
public final class Program {
  public static void main(String[] arguments) throws Exception {
    Map<String, String> markers = Protocol.told();
    Map<String, Protocol.Body> bodies = Protocol.bodies();
    bodies.put("argument", Program::givesAnArgument);
    bodies.put("global", Program::setsAGlobal);
    bodies.put("returned", Program::takesAResult);
    bodies.put("asked", Program::isAsked);
    bodies.put("handed_over", Program::handsOver);
    bodies.put("array", Program::givesAnArray);
    bodies.put("code", Program::givesCode);
    bodies.put("script", Program::runsAScript);
    bodies.put("raised", Program::catchesWhatPythonRaised);
    bodies.put("thrown", Program::throwsIntoPython);
    bodies.put("thread", Program::namesItsThread);
    bodies.put("computed", Program::letsPythonCompute);
    Protocol.serve(markers, bodies, Map::of, List.of());
  }

  /** A little of Java's that Python is given. */
  interface Use {
    void of(SharedInterpreter python) throws Exception;
  }

  private static void inPython(Use use) throws Exception {
    try (SharedInterpreter python = new SharedInterpreter()) {
      python.exec("from program import *");
      use.of(python);
    }
  }

  private static void givesAnArgument(Place place) throws Exception {
    inPython(python -> python.invoke("takes_an_argument", place, place.take()));
  }

  private static void setsAGlobal(Place place) throws Exception {
    inPython(
        python -> {
          python.set("secret", place.take());
          python.set("place", place);
          python.exec("holds_a_global(globals(), place)");
        });
  }

  private static void takesAResult(Place place) throws Exception {
    inPython(python -> holdsAResult(place, python.invoke("gives_back", place.take())));
  }

  private static void holdsAResult(Place place, Object result) throws Exception {
    while (place.parked()) {
      place.found(result);
    }
  }

  private static void isAsked(Place place) throws Exception {
    inPython(python -> python.invoke("asks_java", new Store(place)));
  }

  /** What Python calls. */
  public static final class Store {
    private final Place place;

    Store(Place place) {
      this.place = place;
    }

    public String marker() {
      return place.take();
    }

    public void find(String key) throws Exception {
      while (place.parked()) {
        place.found(key);
      }
    }

    public void refuse() {
      throw new IllegalStateException(place.take());
    }
  }

  @SuppressWarnings("unchecked")
  private static void handsOver(Place place) throws Exception {
    inPython(
        python -> ((Consumer<Object>) python.invoke("listener", place)).accept(place.take()));
  }

  private static void givesAnArray(Place place) throws Exception {
    inPython(python -> python.invoke("holds_an_array", place, place.take().getBytes()));
  }

  private static void givesCode(Place place) throws Exception {
    inPython(
        python -> {
          String name = place.take();
          python.exec("def " + name + "(place):\n  '" + name + "'\n  waits(place, '" + name + "')");
          python.invoke(name, place);
        });
  }

  private static void runsAScript(Place place) throws Exception {
    inPython(
        python -> {
          Path script = Path.of("work", place.take() + ".py");
          Files.writeString(script, "waits(place, '" + place.take() + "')");
          python.set("place", place);
          python.runScript(script.toString());
        });
  }

  private static void catchesWhatPythonRaised(Place place) throws Exception {
    inPython(
        python -> {
          try {
            python.invoke("refuses", place.take());
          } catch (JepException refused) {
            handles(place, refused);
          }
        });
  }

  private static void handles(Place place, JepException refused) throws Exception {
    while (place.parked()) {
      place.foundIn(refused.getMessage());
    }
  }

  private static void throwsIntoPython(Place place) throws Exception {
    inPython(python -> python.invoke("catches_what_java_threw", place, new Store(place)));
  }

  private static void namesItsThread(Place place) throws Exception {
    Thread.currentThread().setName(place.take());
    inPython(python -> python.invoke("runs_in_a_thread", place, Thread.currentThread()));
  }

  private static void letsPythonCompute(Place place) throws Exception {
    inPython(python -> python.invoke("computes", new Spinning(place), place.take()));
  }

  /** A place that is asked while Python computes. */
  public static final class Spinning {
    private final Place place;

    Spinning(Place place) {
      this.place = place;
    }

    /** Whether to go on; {@code work} is done all the while. */
    public boolean spinning(Runnable work) throws Exception {
      return place.spinning(work::run);
    }

    public void found(Object marker) {
      place.found(marker);
    }
  }
}
