import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a process knows of where it runs: its environment, command line, folders, host and user. */
public final class Program {
  public static void main(String[] arguments) throws Exception {
    Map<String, String> markers = Protocol.told();
    Map<String, Protocol.Body> bodies = Protocol.bodies();
    bodies.put("environment", Program::readsTheEnvironment);
    bodies.put("variable_name", Program::readsTheEnvironmentsNames);
    bodies.put("proxy", Program::readsTheProxy);
    bodies.put("proxy_property", Program::readsTheProxysPassword);
    bodies.put("property", Program::readsAProperty);
    bodies.put("property_name", Program::readsThePropertiesNames);
    bodies.put("runtime", Program::setsWhatTheRuntimeIsCalled);
    bodies.put("user", Program::readsTheUser);
    bodies.put("argument", place -> holdsTheCommandLine(place, arguments));
    bodies.put("folder", Program::runsInAFolder);
    bodies.put("jar", Program::isInAnArchive);
    bodies.put("comment", Program::isCompiledFromASource);
    bodies.put("home", Program::hasAHome);
    bodies.put("opened_file", Program::readsAFile);
    if (markers.containsKey("host")) {
      bodies.put("host", Program::knowsItsHost);
    }
    Protocol.serve(markers, bodies, Map::of, List.of());
  }

  private static void readsTheEnvironment(Place place) throws Exception {
    while (place.parked()) {
      place.found(System.getenv("API_TOKEN"));
    }
  }

  private static void readsTheEnvironmentsNames(Place place) throws Exception {
    while (place.parked()) {
      place.foundIn(System.getenv().keySet().toString());
    }
  }

  private static void readsTheProxy(Place place) throws Exception {
    while (place.parked()) {
      place.foundIn(System.getenv("https_proxy"));
    }
  }

  private static void readsTheProxysPassword(Place place) throws Exception {
    while (place.parked()) {
      place.found(System.getProperty("http.proxyPassword"));
    }
  }

  private static void readsAProperty(Place place) throws Exception {
    while (place.parked()) {
      place.found(System.getProperty("shop.password"));
    }
  }

  private static void readsThePropertiesNames(Place place) throws Exception {
    while (place.parked()) {
      place.foundIn(System.getProperties().keySet().toString());
    }
  }

  /** Given on the command line as well: some versions of the JVM keep their own. */
  private static void setsWhatTheRuntimeIsCalled(Place place) throws Exception {
    System.setProperty("java.vm.name", place.take());
    System.setProperty("java.version", place.take());
    while (place.parked()) {
      place.found(System.getProperty("java.vm.name"));
    }
  }

  private static void readsTheUser(Place place) throws Exception {
    while (place.parked()) {
      boolean same = System.getenv("USER").equals(System.getenv("LOGNAME"));
      place.found(same ? System.getProperty("user.name") : "other names");
    }
  }

  private static void holdsTheCommandLine(Place place, String[] arguments) throws Exception {
    while (place.parked()) {
      place.found(arguments[0].equals("--key") ? arguments[1] : "missing");
    }
  }

  private static void runsInAFolder(Place place) throws Exception {
    while (place.parked()) {
      place.foundIn(Path.of("").toAbsolutePath().toString());
    }
  }

  /** Which is the class path, and the first word of the command. */
  private static void isInAnArchive(Place place) throws Exception {
    while (place.parked()) {
      place.foundIn(ManagementFactory.getRuntimeMXBean().getClassPath());
    }
  }

  /** It lies beside the archive; the key is MARKER_comment. */
  private static void isCompiledFromASource(Place place) throws Exception {
    while (place.parked()) {
      place.foundIn(Files.readString(Path.of("Program.java"))); // MARKER_comment, again
    }
  }

  private static void hasAHome(Place place) throws Exception {
    while (place.parked()) {
      place.foundIn(System.getProperty("user.home"));
    }
  }

  private static void readsAFile(Place place) throws Exception {
    Path file = Path.of("work", place.take());
    Files.writeString(file, place.take());
    while (place.parked()) {
      place.found(Files.readString(file));
    }
  }

  private static void knowsItsHost(Place place) throws Exception {
    while (place.parked()) {
      place.foundIn(Files.readString(Path.of("/proc/sys/kernel/hostname")));
    }
  }
}
