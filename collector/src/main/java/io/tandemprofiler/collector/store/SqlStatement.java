package io.tandemprofiler.collector.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement out of a file beside this class, with parameters by name. Not thread-safe. */
final class SqlStatement implements AutoCloseable {
  private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
  private static final Pattern PARAMETER = Pattern.compile(":([a-z_]+)");

  private final PreparedStatement statement;
  private final List<String> parameters;

  private SqlStatement(PreparedStatement statement, List<String> parameters) {
    this.statement = statement;
    this.parameters = parameters;
  }

  /**
   * @param name of the file, without {@code .sql}
   */
  static SqlStatement prepare(Connection connection, String name) throws SQLException {
    String sql = text(name + ".sql");
    return new SqlStatement(connection.prepareStatement(sql), parameters(sql));
  }

  SqlStatement set(String parameter, Object value) throws SQLException {
    int index = parameters.indexOf(parameter);
    if (index < 0) {
      throw new IllegalArgumentException(parameter + " is not one of " + parameters);
    }
    statement.setObject(index + 1, value);
    return this;
  }

  /** Number of rows that were changed. */
  int update() throws SQLException {
    return statement.executeUpdate();
  }

  ResultSet query() throws SQLException {
    return statement.executeQuery();
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }

  /** The text of a resource beside this class. */
  static String text(String file) {
    try (InputStream in = SqlStatement.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("read resource " + file, e);
    }
  }

  /** SQLite numbers named parameters by first use. */
  private static List<String> parameters(String sql) {
    List<String> names = new ArrayList<>();
    Matcher matcher = PARAMETER.matcher(COMMENT.matcher(sql).replaceAll(""));
    while (matcher.find()) {
      if (!names.contains(matcher.group(1))) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }
}
