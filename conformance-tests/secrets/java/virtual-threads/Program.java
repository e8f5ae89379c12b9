import java.util.List;
import java.util.Map;

/** Virtual threads named after data. */
public final class Program {
  public static void main(String[] arguments) throws Exception {
    Map<String, String> markers = Protocol.told();
    Map<String, Protocol.Body> bodies = Protocol.bodies();
    bodies.put("virtual_thread", Program::startsAVirtualThread);
    Protocol.serve(markers, bodies, Map::of, List.of());
  }

  private static void startsAVirtualThread(Place place) throws Exception {
    Runnable work = () -> runsInAVirtualThread(place);
    Class<?> builder = Class.forName("java.lang.Thread$Builder");
    Object ofVirtual = Thread.class.getMethod("ofVirtual").invoke(null);
    Object named = builder.getMethod("name", String.class).invoke(ofVirtual, place.take());
    builder.getMethod("start", Runnable.class).invoke(named, work);
  }

  private static void runsInAVirtualThread(Place place) {
    try {
      while (place.spinning()) {
        place.found(Thread.currentThread().getName());
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
