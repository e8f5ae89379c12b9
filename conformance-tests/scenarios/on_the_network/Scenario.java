package on_the_network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server that accepts one caller and never says a word, and the caller, who listens. */
public final class Scenario {
  private static ServerSocket server;

  public static void main(String[] args) throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    new Thread(Scenario::serve).start();
    listen(); // here: main
  }

  static void serve() {
    try (Socket first = server.accept()) {
      server.accept(); // here: serve
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void listen() throws IOException {
    Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
    socket.getInputStream().read(); // here: listen
  }
}
