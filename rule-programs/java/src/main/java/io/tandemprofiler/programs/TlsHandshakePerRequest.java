package io.tandemprofiler.programs;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A TLS connection, with its handshake, for each request; or one that stays open. */
final class TlsHandshakePerRequest {
  private static final char[] PASSWORD = "loopback".toCharArray();
  private static KeyStore store;
  private static int port;
  private static SSLSocket open;

  private TlsHandshakePerRequest() {}

  public static void main(String[] args) throws Exception {
    store = key();
    SSLServerSocket server =
        (SSLServerSocket)
            context(store)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    port = server.getLocalPort();
    Thread answering = new Thread(() -> answer(server));
    answering.setDaemon(true);
    answering.start();
    open = connect();
    Program.run(args, TlsHandshakePerRequest::trigger, () -> ask(open));
  }

  private static void trigger() throws Exception {
    try (SSLSocket own = connect()) {
      ask(own);
    }
  }

  private static SSLSocket connect() throws Exception {
    // A context that keeps no session stands for clients that are made for one request.
    SSLContext own = context(store);
    return (SSLSocket) own.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
  }

  private static void ask(SSLSocket socket) throws IOException {
    for (int i = 0; i < 10; i++) {
      socket.getOutputStream().write(i);
      Program.keep(socket.getInputStream().read());
    }
  }

  private static void answer(SSLServerSocket server) {
    while (true) {
      try {
        SSLSocket socket = (SSLSocket) server.accept();
        Thread thread = new Thread(() -> echo(socket));
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void echo(SSLSocket socket) {
    try (socket) {
      for (int value = socket.getInputStream().read();
          value >= 0;
          value = socket.getInputStream().read()) {
        socket.getOutputStream().write(value);
      }
    } catch (IOException e) {
      Program.keep(e); // the client has gone
    }
  }

  private static KeyStore key() throws Exception {
    Path folder = Files.createTempDirectory("tandem");
    Path file = folder.resolve("key.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD),
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool ended with " + process.exitValue());
    }
    KeyStore keys = KeyStore.getInstance(file.toFile(), PASSWORD);
    Files.delete(file);
    Files.delete(folder);
    return keys;
  }

  private static SSLContext context(KeyStore keys) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(keys);
    SSLContext made = SSLContext.getInstance("TLS");
    made.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return made;
  }
}
