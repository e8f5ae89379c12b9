package io.tandemprofiler.collector.access;

import com.linecorp.armeria.server.ServiceRequestContext;
import java.net.InetSocketAddress;

/** Where requests come from. */
final class Addresses {
  private Addresses() {}

  /** Of the other end of the connection, whatever a header says; empty where there is none. */
  static String of(ServiceRequestContext ctx) {
    InetSocketAddress peer = ctx.remoteAddress();
    return peer == null || peer.getAddress() == null ? "" : peer.getAddress().getHostAddress();
  }
}
