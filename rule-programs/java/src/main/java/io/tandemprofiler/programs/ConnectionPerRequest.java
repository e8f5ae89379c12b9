package io.tandemprofiler.programs;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** A database connection for each statement; or one that stays open. */
final class ConnectionPerRequest {
  private static final String URL = "jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1";
  private static Connection open;

  private ConnectionPerRequest() {}

  public static void main(String[] args) throws Exception {
    open = DriverManager.getConnection(URL);
    open.createStatement().execute("create table product (id int primary key, name varchar)");
    Program.run(args, ConnectionPerRequest::trigger, () -> ask(open));
  }

  private static void trigger() throws Exception {
    try (Connection own = DriverManager.getConnection(URL)) {
      ask(own);
    }
  }

  private static void ask(Connection connection) throws Exception {
    try (PreparedStatement statement =
        connection.prepareStatement("select name from product where id = ?")) {
      statement.setInt(1, 4711);
      try (ResultSet rows = statement.executeQuery()) {
        Program.keep(rows.next());
      }
    }
  }
}
