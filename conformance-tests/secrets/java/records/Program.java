import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What younger versions of the language keep values in. */
public final class Program {
  @Retention(RetentionPolicy.RUNTIME)
  @interface Noted {
    String[] values();
  }

  record Card(Place MARKER_component) {
    Card {
      try {
        while (MARKER_component.parked()) {
          MARKER_component.foundIn(Arrays.toString(Card.class.getRecordComponents()));
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  record Key(String text) {}

  record Account(@Noted(values = {"number", "MARKER_annotation"}) String number) {}

  public static void main(String[] arguments) throws Exception {
    Map<String, String> markers = Protocol.told();
    Map<String, Protocol.Body> bodies = Protocol.bodies();
    bodies.put("component", Card::new);
    bodies.put("value", place -> holdsARecord(place, new Key(place.take())));
    bodies.put("annotation", Program::holdsAnAnnotatedRecord);
    bodies.put("text_block", Program::holdsATextBlock);
    bodies.put("choice", place -> choosesByAText(place, place.take()));
    Protocol.serve(markers, bodies, Map::of, List.of());
  }

  private static void holdsARecord(Place place, Key key) throws Exception {
    while (place.parked()) {
      place.foundIn(key.toString());
    }
  }

  private static void holdsAnAnnotatedRecord(Place place) throws Exception {
    while (place.parked()) {
      Noted noted = Account.class.getRecordComponents()[0].getAnnotation(Noted.class);
      place.found(noted.values()[1]);
    }
  }

  private static void holdsATextBlock(Place place) throws Exception {
    String text =
        """
        password = MARKER_text_block
        """;
    while (place.parked()) {
      place.foundIn(text);
    }
  }

  private static void choosesByAText(Place place, String text) throws Exception {
    switch (text) {
      case "MARKER_choice" -> {
        while (place.parked()) {
          place.found(text);
        }
      }
      default -> throw new IllegalStateException("another text");
    }
  }
}
