import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Requests in flight: over HTTP, and to a database. */
public final class Program {
  public static void main(String[] arguments) throws Exception {
    Map<String, String> markers = Protocol.told();
    Map<String, Protocol.Body> bodies = Protocol.bodies();
    bodies.put("body", Program::postsABody);
    bodies.put("address", Program::asksForAnAddress);
    bodies.put("header", Program::sendsAHeader);
    bodies.put("sql_text", Program::asksInSql);
    bodies.put("sql_value", Program::asksForAValue);
    bodies.put("sql_name", Program::asksATable);
    Protocol.serve(markers, bodies, Map::of, List.of());
  }

  private static void postsABody(Place place) throws Exception {
    HttpURLConnection request = connection(place, "/pay");
    request.setDoOutput(true);
    try (OutputStream body = request.getOutputStream()) {
      body.write(("card=" + place.take()).getBytes(StandardCharsets.UTF_8));
    }
    request.getResponseCode();
  }

  private static void asksForAnAddress(Place place) throws Exception {
    connection(place, "/" + place.take() + "?key=" + place.take()).getResponseCode();
  }

  private static void sendsAHeader(Place place) throws Exception {
    HttpURLConnection request = connection(place, "/");
    request.setRequestProperty("Authorization", "Bearer " + place.take());
    request.getResponseCode();
  }

  /** To a server that answers when the place ends: until then the request is in flight. */
  private static HttpURLConnection connection(Place place, String path) throws Exception {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> serves(server, place));
    thread.setDaemon(true);
    thread.start();
    URL url = new URI("http://127.0.0.1:" + server.getLocalPort() + path).toURL();
    return (HttpURLConnection) url.openConnection();
  }

  private static void serves(ServerSocket server, Place place) {
    try (Socket socket = server.accept()) {
      StringBuilder request = new StringBuilder();
      byte[] bytes = new byte[4096];
      while (request.indexOf(place.take()) < 0) {
        int read = socket.getInputStream().read(bytes);
        request.append(new String(bytes, 0, read, StandardCharsets.UTF_8));
      }
      answers(place, request.toString(), socket);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answers(Place place, String request, Socket socket) throws Exception {
    while (place.parked()) {
      place.foundIn(request);
    }
    byte[] answer = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.UTF_8);
    socket.getOutputStream().write(answer);
  }

  private static void asksInSql(Place place) throws Exception {
    try (Connection connection = database();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT '" + place.take() + "'")) {
      while (place.parked()) {
        place.found(row.getString(1));
      }
    }
  }

  private static void asksForAValue(Place place) throws Exception {
    try (Connection connection = database();
        PreparedStatement statement = connection.prepareStatement("SELECT ?")) {
      statement.setString(1, place.take());
      try (ResultSet row = statement.executeQuery()) {
        while (place.parked()) {
          place.found(row.getString(1));
        }
      }
    }
  }

  /** A statement that is being executed all the while, on a table of that name. */
  private static void asksATable(Place place) throws Exception {
    String table = place.take();
    try (Connection connection = database();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE " + table + " AS SELECT 1 AS one");
      while (place.spinning(() -> countsSlowly(statement, table))) {
        try (ResultSet row =
            statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
          place.found(row.getString(1));
        }
      }
    }
  }

  private static void countsSlowly(Statement statement, String table) throws Exception {
    String numbers =
        "WITH RECURSIVE n(i) AS (SELECT one FROM "
            + table
            + " UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT sum(i) FROM n";
    statement.executeQuery(numbers).close();
  }

  /** SQLite, out of the collector's jar. */
  private static Connection database() throws Exception {
    Path jar = Path.of(System.getProperty("sqlite"));
    if (!Files.exists(jar)) {
      throw new IllegalStateException("no SQLite in " + jar);
    }
    System.setProperty("org.sqlite.tmpdir", Path.of("work").toAbsolutePath().toString());
    URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
    Class<?> driver = loader.loadClass("org.sqlite.JDBC");
    return ((Driver) driver.getDeclaredConstructor().newInstance())
        .connect("jdbc:sqlite::memory:", new Properties());
  }
}
