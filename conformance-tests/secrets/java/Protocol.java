import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What all programs with secrets do alike; see ../README.md. Compiled with each. */
public final class Protocol {
  private static final Pattern MARKER = Pattern.compile("\"(\\w+)\": \"(\\w+)\"");
  private static final BufferedReader IN = new BufferedReader(new InputStreamReader(System.in));

  private Protocol() {}

  /** What a place's own thread does: it holds the marker while the place is parked. */
  public interface Body {
    void hold(Place place) throws Exception;
  }

  /** The markers by place: the first line. */
  static Map<String, String> told() throws IOException {
    Map<String, String> markers = new LinkedHashMap<>();
    for (Matcher found = MARKER.matcher(IN.readLine()); found.find(); ) {
      markers.put(found.group(1), found.group(2));
    }
    return markers;
  }

  static Map<String, Body> bodies() {
    return new LinkedHashMap<>();
  }

  /**
   * Runs each body in a thread of its own and answers until it is told to end.
   *
   * @param read finds the markers of places without a body
   * @param executed the traps that were run
   */
  static void serve(
      Map<String, String> markers,
      Map<String, Body> bodies,
      Callable<Map<String, String>> read,
      Collection<String> executed)
      throws Exception {
    List<Place> places = new ArrayList<>();
    for (Map.Entry<String, Body> body : bodies.entrySet()) {
      Place place = new Place(body.getKey(), markers.get(body.getKey()));
      Thread thread = new Thread(() -> place.run(body.getValue()));
      thread.setDaemon(true);
      thread.start();
      place.awaitParked();
      places.add(place);
    }
    System.out.println("filled");
    while ("read".equals(IN.readLine())) {
      Map<String, String> found = new LinkedHashMap<>(read.call());
      for (Place place : places) {
        found.put(place.name, place.read());
      }
      System.out.println(json(found, new ArrayList<>(executed)));
    }
    for (Place place : places) {
      place.end();
    }
    System.exit(0);
  }

  private static String json(Map<String, String> found, List<String> executed) {
    StringBuilder text = new StringBuilder("{\"!executed\": [");
    for (String trap : executed) {
      text.append(text.charAt(text.length() - 1) == '[' ? "" : ", ").append(quoted(trap));
    }
    text.append(']');
    found.forEach((place, marker) -> text.append(", " + quoted(place) + ": " + quoted(marker)));
    return text.append('}').toString();
  }

  private static String quoted(String text) {
    return '"' + text.replaceAll("[^ -~]|[\"\\\\]", "?") + '"';
  }
}
