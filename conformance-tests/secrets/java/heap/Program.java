import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What lies on the heap, in so many copies that its classes are among the largest. */
public final class Program {
  private static final int COPIES = 20_000;

  private static final class Card {
    final String number;

    Card(String number) {
      this.number = number;
    }
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> markers = Protocol.told();
    Map<String, Protocol.Body> bodies = Protocol.bodies();
    bodies.put("strings", Program::holdsStrings);
    bodies.put("bytes", Program::holdsBytes);
    bodies.put("chars", Program::holdsChars);
    bodies.put("objects", Program::holdsObjects);
    bodies.put("hidden_class", Program::holdsObjectsOfAHiddenClass);
    bodies.put("hidden_array", Program::holdsArraysOfAHiddenClass);
    bodies.put("module", Program::holdsObjectsOfAModule);
    bodies.put("loader", Program::holdsObjectsOfALoader);
    Protocol.serve(markers, bodies, Map::of, List.of());
  }

  private static void holdsStrings(Place place) throws Exception {
    String[] strings = new String[COPIES];
    Arrays.setAll(strings, i -> place.take());
    while (place.parked()) {
      place.found(strings[COPIES - 1]);
    }
  }

  private static void holdsBytes(Place place) throws Exception {
    byte[][] bytes = new byte[COPIES][];
    Arrays.setAll(bytes, i -> place.take().getBytes(StandardCharsets.UTF_8));
    while (place.parked()) {
      place.found(new String(bytes[7], StandardCharsets.UTF_8));
    }
  }

  private static void holdsChars(Place place) throws Exception {
    char[][] chars = new char[COPIES][];
    Arrays.setAll(chars, i -> place.take().toCharArray());
    while (place.parked()) {
      place.found(new String(chars[7]));
    }
  }

  private static void holdsObjects(Place place) throws Exception {
    Card[] cards = new Card[COPIES];
    Arrays.setAll(cards, i -> new Card(place.take()));
    while (place.parked()) {
      place.found(cards[7].number);
    }
  }

  private static void holdsObjectsOfAHiddenClass(Place place) throws Exception {
    holds(place, Made.hidden(Map.of("Parking", place.take())));
  }

  /** Before Java 15 there are no hidden classes, and arrays of what there was bear no mark. */
  private static void holdsArraysOfAHiddenClass(Place place) throws Exception {
    Class<?> type = Made.hidden(Map.of("Parking", place.take()));
    boolean marked = Runtime.version().feature() >= 15;
    Object made = marked ? Array.newInstance(type, 2 * COPIES) : Made.parking(type);
    while (place.parked()) {
      place.foundIn(made.getClass().getName());
    }
  }

  private static void holdsObjectsOfAModule(Place place) throws Exception {
    holds(place, Made.inModule(place.take()));
  }

  private static void holdsObjectsOfALoader(Place place) throws Exception {
    holds(place, Made.loaded(place.take(), "OfALoader", Map.of("Parking", "OfALoader")));
  }

  private static void holds(Place place, Class<?> made) throws Exception {
    List<Object> objects = new ArrayList<>();
    for (int i = 0; i < COPIES; i++) {
      objects.add(Made.parking(made));
    }
    while (place.parked()) {
      Class<?> type = objects.get(7).getClass();
      place.foundIn(type.getName() + type.getClassLoader().getName() + type.getModule().getName());
    }
  }
}
