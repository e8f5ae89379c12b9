import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

/** Secrets among the agent's own settings, right and wrong ones. */
public final class Program {
  private static final Map<String, String> NAMES =
      Map.of("TANDEM_WALL_HZ", "rate", "TANDEM_LABELS", "labels", "TANDEM_SAMPLER", "choice");

  public static void main(String[] arguments) throws Exception {
    Map<String, String> markers = Protocol.told();
    Map<String, Protocol.Body> bodies = Protocol.bodies();
    bodies.put("user_and_password", Program::isToldAUserAndAPassword);
    bodies.put("token", Program::isToldAToken);
    bodies.put("unknown_setting", Program::isToldASettingThatIsNone);
    bodies.put("word", Program::isToldAWordThatIsNoSetting);
    bodies.put("audit_folder", Program::isToldAFileInNoFolder);
    bodies.put("temporary_folder", Program::hasNoTemporaryFolder);
    for (String variable : List.of("TANDEM_WALL_HZ", "TANDEM_LABELS", "TANDEM_SAMPLER")) {
      String name = NAMES.get(variable);
      bodies.put(name, place -> isToldWrongValues(place, System.getenv(variable)));
    }
    bodies.put(
        "no_setting",
        place -> isToldWrongValues(place, System.getProperties().keySet().toString()));
    Protocol.serve(markers, bodies, Map::of, List.of());
  }

  private static void isToldAUserAndAPassword(Place place) throws Exception {
    while (place.parked()) {
      place.foundIn(System.getenv("TANDEM_COLLECTOR"));
    }
  }

  private static void isToldWrongValues(Place place, String lying) throws Exception {
    while (place.parked()) {
      place.foundIn(lying);
    }
  }

  private static void isToldAWordThatIsNoSetting(Place place) throws Exception {
    while (place.parked()) {
      place.foundIn(ManagementFactory.getRuntimeMXBean().getInputArguments().toString());
    }
  }

  private static void isToldAFileInNoFolder(Place place) throws Exception {
    while (place.parked()) {
      place.foundIn(ManagementFactory.getRuntimeMXBean().getInputArguments().toString());
    }
  }

  /** Nor can a path be made of its name, where letters beyond ASCII are no part of one. */
  private static void hasNoTemporaryFolder(Place place) throws Exception {
    while (place.parked()) {
      place.foundIn(System.getProperty("java.io.tmpdir"));
    }
  }

  private static void isToldAToken(Place place) throws Exception {
    while (place.parked()) {
      place.foundIn(System.getProperty("tandem.collector"));
    }
  }

  private static void isToldASettingThatIsNone(Place place) throws Exception {
    while (place.parked()) {
      place.found(System.getProperty("tandem.password"));
    }
  }
}
