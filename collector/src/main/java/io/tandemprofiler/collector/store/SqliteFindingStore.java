package io.tandemprofiler.collector.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of its own beside the profiles. A finding whose body is damaged is named in the log and is
 * not known, but counted as it was filed; where it is seen again it is new.
 */
public final class SqliteFindingStore implements FindingStore {
  /** Its name in the data folder. */
  static final String FILE = "findings.sqlite";

  private static final int SCHEMA_VERSION = 2;
  private static final Logger LOG = LoggerFactory.getLogger(SqliteFindingStore.class);

  private final SqliteFile file;
  private final Set<String> damaged = ConcurrentHashMap.newKeySet(); // ids, told once

  private SqliteFindingStore(SqliteFile file) {
    this.file = file;
  }

  /**
   * Opens, or creates, the folder's file.
   *
   * @throws StorageException where it cannot be, or a newer collector wrote it
   */
  public static SqliteFindingStore open(DataFolder folder) {
    return new SqliteFindingStore(SqliteFile.open(folder, FILE, "findings", SCHEMA_VERSION));
  }

  @Override
  public List<KnownFinding> file(String tenant, Analysis analysis, List<Finding> findings) {
    return file.inTurn(
        "file findings of '" + analysis.service() + "'",
        connection -> {
          Map<String, KnownFinding> known = new HashMap<>();
          for (KnownFinding finding : select(connection, tenant, analysis.service())) {
            if (finding.latest().kind() == analysis.kind()) {
              known.put(finding.id(), finding);
            }
          }
          Filing filing = Filing.of(known, findings, analysis.toMillis());
          for (KnownFinding finding : filing.changed()) {
            upsert(connection, tenant, finding);
          }
          upsert(connection, tenant, analysis);
          return filing.news();
        });
  }

  @Override
  public List<KnownFinding> find(String tenant, String service) {
    return file.inTurn(
        "read findings of '" + service + "'",
        connection ->
            select(connection, tenant, service).stream().sorted(KnownFinding.ORDER).toList());
  }

  @Override
  public List<OpenFindings> countOpen(String tenant) {
    return file.inTurn(
        "count open findings",
        connection -> {
          List<OpenFindings> counts = new ArrayList<>();
          try (SqlStatement statement =
                  SqlStatement.prepare(connection, "count_open_findings").set("tenant", tenant);
              ResultSet row = statement.query()) {
            while (row.next()) {
              counts.add(
                  new OpenFindings(
                      row.getString("service"),
                      Severity.valueOf(row.getString("severity")),
                      row.getInt("findings")));
            }
          }
          return counts;
        });
  }

  @Override
  public Optional<KnownFinding> change(
      String tenant, String id, UnaryOperator<KnownFinding> change) {
    return file.inTurn(
        "change finding " + id,
        connection -> {
          Optional<KnownFinding> changed = selectOne(connection, tenant, id).map(change);
          if (changed.isPresent()) {
            upsert(connection, tenant, changed.get());
          }
          return changed;
        });
  }

  @Override
  public List<Analysis> analyses(String tenant, String service) {
    return file.inTurn(
        "read analyses of '" + service + "'",
        connection -> {
          List<Analysis> analyses = new ArrayList<>();
          try (SqlStatement statement =
                  SqlStatement.prepare(connection, "select_analyses")
                      .set("tenant", tenant)
                      .set("service", service);
              ResultSet row = statement.query()) {
            while (row.next()) {
              analyses.add(
                  new Analysis(
                      row.getString("service"),
                      Finding.Kind.valueOf(row.getString("kind")),
                      row.getLong("from_millis"),
                      row.getLong("to_millis"),
                      row.getLong("samples"),
                      row.getInt("checks")));
            }
          }
          analyses.sort(Comparator.comparing(Analysis::service).thenComparing(Analysis::kind));
          return analyses;
        });
  }

  @Override
  public int forget(String tenant, long beforeMillis) {
    return file.inTurn(
        "forget findings",
        connection -> {
          delete(connection, "delete_analyses", tenant, beforeMillis);
          return delete(connection, "delete_findings", tenant, beforeMillis);
        });
  }

  @Override
  public void close() {
    file.close();
  }

  private List<KnownFinding> select(Connection connection, String tenant, String service)
      throws SQLException {
    List<KnownFinding> findings = new ArrayList<>();
    try (SqlStatement statement =
            SqlStatement.prepare(connection, "select_findings")
                .set("tenant", tenant)
                .set("service", service);
        ResultSet row = statement.query()) {
      while (row.next()) {
        readable(row).ifPresent(findings::add);
      }
    }
    return findings;
  }

  /** Empty where its body is damaged: the others of its service are known all the same. */
  private Optional<KnownFinding> readable(ResultSet row) throws SQLException {
    String id = row.getString("finding_id");
    try {
      KnownFinding finding = FindingJson.read(row.getString("body"));
      damaged.remove(id);
      return Optional.of(finding);
    } catch (StorageException e) {
      if (damaged.add(id)) {
        String service = row.getString("service");
        LOG.error("finding {} of '{}' is left out: {}", id, service, e.getMessage());
      }
      return Optional.empty();
    }
  }

  private Optional<KnownFinding> selectOne(Connection connection, String tenant, String id)
      throws SQLException {
    try (SqlStatement statement =
            SqlStatement.prepare(connection, "select_finding")
                .set("tenant", tenant)
                .set("finding_id", id);
        ResultSet row = statement.query()) {
      return row.next() ? readable(row) : Optional.empty();
    }
  }

  private static void upsert(Connection connection, String tenant, KnownFinding finding)
      throws SQLException {
    try (SqlStatement statement = SqlStatement.prepare(connection, "upsert_finding")) {
      statement
          .set("tenant", tenant)
          .set("finding_id", finding.id())
          .set("service", finding.latest().service())
          .set("last_millis", finding.lastMillis())
          .set("status", finding.status().name())
          .set("severity", finding.latest().advice().severity().name())
          .set("body", FindingJson.write(finding))
          .update();
    }
  }

  private static void upsert(Connection connection, String tenant, Analysis analysis)
      throws SQLException {
    try (SqlStatement statement = SqlStatement.prepare(connection, "upsert_analysis")) {
      statement
          .set("tenant", tenant)
          .set("service", analysis.service())
          .set("kind", analysis.kind().name())
          .set("from_millis", analysis.fromMillis())
          .set("to_millis", analysis.toMillis())
          .set("samples", analysis.samples())
          .set("checks", analysis.checks())
          .update();
    }
  }

  private static int delete(
      Connection connection, String statementName, String tenant, long beforeMillis)
      throws SQLException {
    try (SqlStatement statement = SqlStatement.prepare(connection, statementName)) {
      return statement.set("tenant", tenant).set("before_millis", beforeMillis).update();
    }
  }
}
