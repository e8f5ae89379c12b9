package io.tandemprofiler.examples.shop;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;

/** The products in a database of this process's memory. Safe for use by many threads. */
final class Catalogue implements AutoCloseable {
  private static final String TABLE =
      """
      CREATE TABLE product (
        id          INT     NOT NULL PRIMARY KEY,
        name        VARCHAR NOT NULL,
        maker       VARCHAR NOT NULL,
        category    VARCHAR NOT NULL,
        price_cents BIGINT  NOT NULL,
        description VARCHAR NOT NULL)
      """;
  private static final String FIND =
      """
      SELECT id FROM product
      WHERE price_cents <= ? AND (name LIKE ? OR description LIKE ?)
      ORDER BY price_cents, id
      LIMIT 20
      """;
  private static final String BY_ID =
      "SELECT name, maker, category, price_cents FROM product WHERE id = ?";
  private static final String SIMILAR =
      """
      SELECT name FROM product
      WHERE price_cents <= ?
      ORDER BY DIFFERENCE(name, ?) DESC, name, id
      LIMIT 3
      """;

  private final JdbcConnectionPool connections;

  Catalogue(List<Product> products) throws SQLException {
    // A name of its own, so that two shops in one process share nothing; it lives until SHUTDOWN.
    String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    connections = JdbcConnectionPool.create(url, "shop", "");
    try (Connection connection = connections.getConnection()) {
      fill(connection, products);
    }
  }

  /** Ids of products whose name or description holds the words, and the names most like them. */
  record Found(List<Integer> found, @JsonProperty("similar") List<String> similarNames) {}

  /** Cheapest first, at most 20 found and 3 similar, none dearer than the ceiling. */
  Found search(String words, long ceilingCents) throws SQLException {
    try (Connection connection = connections.getConnection()) {
      return new Found(
          find(connection, words, ceilingCents), similar(connection, words, ceilingCents));
    }
  }

  /** The product of this id, asked of the database. */
  Product product(int id) throws SQLException {
    try (Connection connection = connections.getConnection();
        PreparedStatement select = connection.prepareStatement(BY_ID)) {
      select.setInt(1, id);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) throw new BadRequest("no product " + id);
        return new Product(
            id, row.getString(1), row.getString(2), row.getString(3), row.getLong(4), "");
      }
    }
  }

  private static List<Integer> find(Connection connection, String words, long ceilingCents)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(FIND)) {
      select.setLong(1, ceilingCents);
      select.setString(2, "%" + words + "%");
      select.setString(3, "%" + words + "%");
      try (ResultSet rows = select.executeQuery()) {
        List<Integer> ids = new ArrayList<>();
        while (rows.next()) ids.add(rows.getInt(1));
        return ids;
      }
    }
  }

  private static List<String> similar(Connection connection, String words, long ceilingCents)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SIMILAR)) {
      select.setLong(1, ceilingCents);
      select.setString(2, words);
      try (ResultSet rows = select.executeQuery()) {
        List<String> names = new ArrayList<>();
        while (rows.next()) names.add(rows.getString(1));
        return names;
      }
    }
  }

  private static void fill(Connection connection, List<Product> products) throws SQLException {
    try (PreparedStatement create = connection.prepareStatement(TABLE)) {
      create.execute();
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO product VALUES (?, ?, ?, ?, ?, ?)")) {
      for (Product product : products) {
        insert.setInt(1, product.id());
        insert.setString(2, product.name());
        insert.setString(3, product.maker());
        insert.setString(4, product.category());
        insert.setLong(5, product.priceCents());
        insert.setString(6, product.description());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  @Override
  public void close() throws SQLException {
    try (Connection connection = connections.getConnection();
        PreparedStatement shutdown = connection.prepareStatement("SHUTDOWN")) {
      shutdown.execute();
    } finally {
      connections.dispose();
    }
  }
}
