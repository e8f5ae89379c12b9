package io.tandemprofiler.programs;

import java.net.InetAddress;
import java.security.Security;

/** A name resolved for each request, as the cache is off; or from the cache. */
final class DnsPerRequest {
  private DnsPerRequest() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("trigger")) {
      Security.setProperty("networkaddress.cache.ttl", "0");
    }
    Program.run(args, DnsPerRequest::resolve, DnsPerRequest::resolve);
  }

  private static void resolve() throws Exception {
    Program.keep(InetAddress.getByName("localhost"));
  }
}
