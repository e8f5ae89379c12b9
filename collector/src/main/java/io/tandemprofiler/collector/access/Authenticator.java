package io.tandemprofiler.collector.access;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Optional;

/** Knows who asks by one kind of credential. Thread-safe; does not wait. */
public interface Authenticator {
  /** What the credential of a request is worth; empty where it shows none of this kind. */
  Optional<Identification> identify(ServiceRequestContext ctx, HttpRequest req);

  /**
   * Who asks, or why nobody believes it.
   *
   * @param caller {@link Caller#NOBODY} where it is not believed
   * @param refusal for whoever asked; empty where it is believed
   * @param isForbidden whether it is refused whoever it was
   */
  record Identification(Caller caller, String refusal, boolean isForbidden) {
    boolean isBelieved() {
      return refusal.isEmpty();
    }

    static Identification of(Caller caller) {
      return new Identification(caller, "", false);
    }

    static Identification refused(String reason) {
      return new Identification(Caller.NOBODY, reason, false);
    }

    static Identification forbidden(String reason) {
      return new Identification(Caller.NOBODY, reason, true);
    }
  }
}
