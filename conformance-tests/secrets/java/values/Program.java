import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Values of a program: wherever it can keep one. */
public final class Program {
  @Retention(RetentionPolicy.RUNTIME)
  @interface Noted {
    String value();
  }

  enum Key {
    SECRET;
    String text;
  }

  private static final ThreadLocal<String> IN_A_THREAD_LOCAL = new ThreadLocal<>();
  private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();
  private static String inAStaticField;
  private static String MARKER_variable;
  private String inAnInstanceField;

  public static void main(String[] arguments) throws Exception {
    Map<String, String> markers = Protocol.told();
    Map<String, Protocol.Body> bodies = Protocol.bodies();
    bodies.put("argument", place -> takesAnArgument(place.take(), place));
    bodies.put("variable_arguments", place -> takesManyArguments(place, place.take(), 7));
    bodies.put("local", Program::holdsALocal);
    bodies.put("array", Program::holdsArrays);
    bodies.put("buffer", Program::holdsABufferOutsideTheHeap);
    bodies.put("instance_field", place -> new Program().holdsAnInstanceField(place));
    bodies.put("static_field", Program::holdsAStaticField);
    bodies.put("capture", Program::capturesInALambda);
    bodies.put("anonymous", Program::capturesInAnAnonymousClass);
    bodies.put("constant", Program::holdsAConstant);
    bodies.put("annotation", Program::holdsAnAnnotation);
    bodies.put("choice", place -> choosesByAText(place, place.take()));
    bodies.put("comment", Program::holdsAComment);
    bodies.put("variable", Program::namesItsVariables);
    bodies.put("enumeration", Program::holdsAnEnumeration);
    bodies.put("thread_local", Program::holdsAThreadLocal);
    bodies.put("lock", Program::holdsALock);
    bodies.put("collection", Program::holdsACollection);
    bodies.put("recursion", place -> holdsOneLetterALevel(place, place.take(), 0));
    Protocol.serve(markers, bodies, Map::of, List.of());
  }

  private static void takesAnArgument(String argument, Place place) throws Exception {
    while (place.parked()) {
      place.found(argument);
    }
  }

  private static void takesManyArguments(Place place, Object... arguments) throws Exception {
    while (place.parked()) {
      place.found(arguments[0]);
    }
  }

  private static void holdsALocal(Place place) throws Exception {
    String local = place.take();
    while (place.parked()) {
      place.found(local);
    }
  }

  private static void holdsArrays(Place place) throws Exception {
    byte[] bytes = place.take().getBytes(StandardCharsets.UTF_16);
    char[] chars = place.take().toCharArray();
    while (place.parked()) {
      String text = new String(chars);
      place.found(text.equals(new String(bytes, StandardCharsets.UTF_16)) ? text : "changed");
    }
  }

  private static void holdsABufferOutsideTheHeap(Place place) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(64);
    buffer.put(place.take().getBytes(StandardCharsets.US_ASCII)).flip();
    while (place.parked()) {
      place.found(StandardCharsets.US_ASCII.decode(buffer.duplicate()));
    }
  }

  private void holdsAnInstanceField(Place place) throws Exception {
    inAnInstanceField = place.take();
    while (place.parked()) {
      place.found(inAnInstanceField);
    }
  }

  private static void holdsAStaticField(Place place) throws Exception {
    inAStaticField = place.take();
    while (place.parked()) {
      place.found(inAStaticField);
    }
  }

  private static void capturesInALambda(Place place) throws Exception {
    String captured = place.take();
    Protocol.Body lambda =
        asked -> {
          while (asked.parked()) {
            asked.found(captured);
          }
        };
    lambda.hold(place);
  }

  private static void capturesInAnAnonymousClass(Place place) throws Exception {
    String captured = place.take();
    Supplier<String> anonymous =
        new Supplier<>() {
          @Override
          public String get() {
            return captured;
          }

          @Override
          public String toString() {
            return captured;
          }
        };
    while (place.parked()) {
      place.found(anonymous.get());
    }
  }

  private static void holdsAConstant(Place place) throws Exception {
    while (place.parked()) {
      place.found("MARKER_constant");
    }
  }

  @Noted("MARKER_annotation")
  private static void holdsAnAnnotation(Place place) throws Exception {
    while (place.parked()) {
      place.found(
          Program.class
              .getDeclaredMethod("holdsAnAnnotation", Place.class)
              .getAnnotation(Noted.class)
              .value());
    }
  }

  private static void choosesByAText(Place place, String text) throws Exception {
    switch (text) {
      case "MARKER_choice":
        while (place.parked()) {
          place.found(text);
        }
        break;
      default:
        throw new IllegalStateException("another text");
    }
  }

  /** The password is MARKER_comment. */
  private static void holdsAComment(Place place) throws Exception {
    /* or still MARKER_comment */
    while (place.parked()) {
      place.foundIn(Files.readString(Path.of("Program.java"))); // where MARKER_comment is
    }
  }

  private static void namesItsVariables(Place MARKER_variable) throws Exception {
    while (MARKER_variable.parked()) {
      String field = Program.class.getDeclaredField("MARKER_variable").getName();
      Method here = Program.class.getDeclaredMethod("namesItsVariables", Place.class);
      boolean same = here.getParameters()[0].getName().equals(field);
      MARKER_variable.found(same ? field : "the class file holds no names");
    }
  }

  private static void holdsAnEnumeration(Place place) throws Exception {
    Key.SECRET.text = place.take();
    while (place.parked()) {
      place.found(Key.SECRET.text);
    }
  }

  private static void holdsAThreadLocal(Place place) throws Exception {
    IN_A_THREAD_LOCAL.set(place.take());
    INHERITED.set(place.take());
    while (place.parked()) {
      place.found(IN_A_THREAD_LOCAL.get());
    }
  }

  /** A lock whose own text is the secret, held, and wanted by another thread. */
  private static void holdsALock(Place place) throws Exception {
    String text = place.take();
    ReentrantLock lock =
        new ReentrantLock() {
          @Override
          public String toString() {
            return text;
          }
        };
    lock.lock();
    Thread wanting = new Thread(() -> wantsTheLock(lock));
    wanting.setDaemon(true);
    wanting.start();
    while (place.parked()) {
      place.found(lock.toString());
    }
  }

  private static void wantsTheLock(ReentrantLock lock) {
    lock.lock();
  }

  private static void holdsACollection(Place place) throws Exception {
    Deque<Map<String, List<String>>> deep = new ArrayDeque<>();
    deep.add(Map.of(place.take(), List.of(place.take())));
    while (place.parked()) {
      place.found(deep.peek().keySet().iterator().next());
    }
  }

  /** As deep as the secret is long, plus the value of each letter: a stack that could spell it. */
  private static String holdsOneLetterALevel(Place place, String secret, int level)
      throws Exception {
    if (level < secret.length()) {
      char letter = secret.charAt(level);
      return letter + holdsOneLetterALevel(place, secret, level + 1);
    }
    while (place.parked()) {
      place.found(secret);
    }
    return "";
  }
}
