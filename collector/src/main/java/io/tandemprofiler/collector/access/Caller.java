package io.tandemprofiler.collector.access;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import io.tandemprofiler.collector.store.Right;
import io.tandemprofiler.collector.store.Tenant;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who asks, and what it may. Immutable.
 *
 * @param tenant whose data it is about; of nobody empty
 * @param name of the person or token; empty where it is not known
 * @param services the only ones that it may touch
 */
public record Caller(String tenant, String name, Set<Right> rights, ServicePattern services) {
  /** Whoever comes where nobody is asked who it is. Who may come in is not theirs to change. */
  public static final Caller ANYONE =
      new Caller(
          Tenant.DEFAULT,
          "",
          EnumSet.complementOf(EnumSet.of(Right.ADMINISTER)),
          ServicePattern.ANY);

  /** Who did not say who it is, or was not believed. */
  public static final Caller NOBODY = new Caller("", "", Set.of(), ServicePattern.ANY);

  private static final AttributeKey<Caller> KEY = AttributeKey.valueOf(Caller.class, "CALLER");

  public Caller {
    rights = Set.copyOf(rights);
  }

  /**
   * Who sent a request: the only way to learn whose data it is about.
   *
   * @throws IllegalStateException where nobody asked, which is a defect
   */
  public static Caller of(ServiceRequestContext ctx) {
    Caller caller = ctx.attr(KEY);
    if (caller == null) {
      throw new IllegalStateException("nobody asked who sent " + ctx.path());
    }
    return caller;
  }

  public boolean may(Right right) {
    return rights.contains(right);
  }

  /** Whether this is a person or token that said who it is. */
  public boolean isKnown() {
    return !name.isEmpty();
  }

  void attachTo(ServiceRequestContext ctx) {
    ctx.setAttr(KEY, this);
  }
}
