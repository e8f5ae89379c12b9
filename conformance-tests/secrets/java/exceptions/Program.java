import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Exceptions: what they say, and what they claim of where they come from. */
public final class Program {
  private static final class Telling extends RuntimeException {
    Telling(String message) {
      super(message);
      setStackTrace(
          new StackTraceElement[] {new StackTraceElement(message, message, message, 1)});
    }
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> markers = Protocol.told();
    Map<String, Protocol.Body> bodies = Protocol.bodies();
    bodies.put("caught", Program::catches);
    bodies.put("in_flight", Program::throwsThroughAFinally);
    bodies.put("suppressed", Program::closesWithAnother);
    bodies.put("cause", Program::wraps);
    bodies.put("future", Program::failsAFuture);
    bodies.put("uncaught", Program::diesOfIt);
    bodies.put("trace", Program::claimsToComeFromElsewhere);
    Protocol.serve(markers, bodies, Map::of, List.of());
  }

  private static void catches(Place place) throws Exception {
    try {
      throw new IllegalArgumentException(place.take());
    } catch (IllegalArgumentException e) {
      while (place.parked()) {
        place.found(e.getMessage());
      }
    }
  }

  private static void throwsThroughAFinally(Place place) throws Exception {
    String[] seen = new String[1];
    try {
      seen[0] = place.take();
      throw new IllegalStateException(seen[0]);
    } finally {
      while (place.parked()) {
        place.found(seen[0]);
      }
    }
  }

  private static void closesWithAnother(Place place) throws Exception {
    try (AutoCloseable failing =
        () -> {
          throw new IllegalStateException(place.take());
        }) {
      throw new IllegalArgumentException("the first");
    } catch (IllegalArgumentException e) {
      while (place.parked()) {
        place.found(e.getSuppressed()[0].getMessage());
      }
    }
  }

  private static void wraps(Place place) throws Exception {
    Exception wrapped = new Exception("outer", new RuntimeException(place.take()));
    while (place.parked()) {
      place.found(wrapped.getCause().getMessage());
    }
  }

  private static void failsAFuture(Place place) throws Exception {
    CompletableFuture<String> future = new CompletableFuture<>();
    future.completeExceptionally(new IllegalStateException(place.take()));
    while (place.parked()) {
      try {
        place.found(future.get());
      } catch (ExecutionException e) {
        place.found(e.getCause().getMessage());
      }
    }
  }

  /** Another thread ends by it, and its handler does not return while the place is sampled. */
  private static void diesOfIt(Place place) throws Exception {
    Thread dying =
        new Thread(
            () -> {
              throw new IllegalStateException(place.take());
            });
    dying.setDaemon(true);
    dying.setUncaughtExceptionHandler((thread, error) -> handles(place, error));
    dying.start();
    dying.join();
  }

  private static void handles(Place place, Throwable error) {
    try {
      while (place.parked()) {
        place.found(error.getMessage());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void claimsToComeFromElsewhere(Place place) throws Exception {
    Telling telling = new Telling(place.take());
    while (place.parked()) {
      place.found(telling.getStackTrace()[0].getMethodName());
    }
  }
}
