package io.tandemprofiler.collector.access;

import com.linecorp.armeria.common.HttpMethod;
import io.tandemprofiler.collector.store.Right;
import java.util.Optional;
import java.util.Set;

/**
 * Which right each route needs. What is not named here needs at least to read, and to operate where
 * it changes something: a new route is never open by oversight.
 */
final class RouteRights {
  private static final String GRPC = "/tandem.v1.";
  private static final String API = "/api/v1/";

  /** The page itself, which holds nothing of anybody's, how to log in, and whether we live. */
  private static final Set<String> OPEN =
      Set.of(
          "/",
          "/icon.svg",
          "/icon.png",
          "/assets/*",
          "/login",
          "/login.css",
          "/logout",
          "/health",
          "/health/live",
          "/health/ready");

  private static final Set<String> ADMINISTERED = Set.of("tokens", "users", "audit");

  /** What is about no service and holds nothing of anybody's. */
  private static final Set<String> OF_NO_SERVICE =
      Set.of(API + "collector", API + "session", API + "openapi.yaml", API + "rules");

  private RouteRights() {}

  /**
   * What is needed; empty where nothing is.
   *
   * @param pattern of the route, as in {@code /assets/*}
   */
  static Optional<Right> needed(HttpMethod method, String pattern) {
    if (OPEN.contains(pattern)) {
      return Optional.empty();
    }
    if (isGrpc(pattern) || pattern.equals(API + "import")) {
      return Optional.of(Right.UPLOAD);
    }
    if (pattern.startsWith(API)
        && ADMINISTERED.contains(pattern.substring(API.length()).replaceFirst("/.*", ""))) {
      return Optional.of(Right.ADMINISTER);
    }
    boolean reads = method == HttpMethod.GET || method == HttpMethod.HEAD;
    return Optional.of(reads ? Right.READ : Right.OPERATE);
  }

  /** Whether the parameter {@code service} says what it is about. */
  static boolean isOfService(String pattern) {
    return !isGrpc(pattern) && !OF_NO_SERVICE.contains(pattern);
  }

  /** Whether a browser shows it, and so would rather ask who reads. */
  static boolean isPage(String pattern) {
    return pattern.equals("/");
  }

  /** Of agents: answers in gRPC, and finds the service in the message. */
  static boolean isGrpc(String pattern) {
    return pattern.startsWith(GRPC);
  }
}
