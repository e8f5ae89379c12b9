package io.tandemprofiler.agent.program;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A load on H2 and Jackson: orders into tables, out by a query, to JSON and back, until the
 * standard input has ended and some rounds more.
 */
public final class DatabaseProgram {
  private static final int ORDERS = 10_000;
  private static final int ROUNDS = 3;
  private static final int REPEATS = 50;

  private DatabaseProgram() {}

  public static void main(String[] arguments) throws Exception {
    ObjectMapper json = new ObjectMapper();
    try (Connection database = DriverManager.getConnection("jdbc:h2:mem:shop")) {
      fill(database);
      Work.listen();
      while (!Work.isTold()) {
        text(json, database, 0);
      }
      for (int round = 0; round < ROUNDS; round++) {
        String text = text(json, database, round);
        System.out.println(text.length() + " letters, checksum " + checksum(text));
      }
    }
  }

  private static String text(ObjectMapper json, Connection database, int round) throws Exception {
    String text = json.writeValueAsString(read(database, round));
    for (int i = 0; i < REPEATS; i++) {
      text = json.writeValueAsString(json.readTree(text));
    }
    return text;
  }

  private static void fill(Connection database) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(
          "CREATE TABLE orders (id INT PRIMARY KEY, customer VARCHAR, cents BIGINT);"
              + " CREATE INDEX by_customer ON orders (customer)");
    }
    try (PreparedStatement insert =
        database.prepareStatement("INSERT INTO orders VALUES (?, ?, ?)")) {
      for (int id = 0; id < ORDERS; id++) {
        insert.setInt(1, id);
        insert.setString(2, "customer " + id * 31 % 997);
        insert.setLong(3, id * 7919L % 10_007);
        insert.executeUpdate();
      }
    }
  }

  private static List<Map<String, Object>> read(Connection database, int round)
      throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (PreparedStatement query =
        database.prepareStatement(
            "SELECT a.customer, COUNT(*) orders, SUM(a.cents) cents, MAX(b.id) newest"
                + " FROM orders a JOIN orders b ON a.customer = b.customer"
                + " WHERE a.cents > ? GROUP BY a.customer ORDER BY cents DESC, a.customer")) {
      query.setInt(1, round * 100);
      ResultSet result = query.executeQuery();
      while (result.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int column = 1; column <= 4; column++) {
          row.put(result.getMetaData().getColumnLabel(column), result.getObject(column));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static long checksum(String text) {
    CRC32 sum = new CRC32();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return sum.getValue();
  }
}
