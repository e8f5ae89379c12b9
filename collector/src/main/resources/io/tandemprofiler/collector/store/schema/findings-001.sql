-- What analyses found, and what became of it: a KnownFinding as JSON.
CREATE TABLE finding (
  tenant      TEXT    NOT NULL,
  finding_id  TEXT    NOT NULL,
  service     TEXT    NOT NULL,
  last_millis INTEGER NOT NULL, -- end of the range in which it was seen last
  body        TEXT    NOT NULL,
  PRIMARY KEY (tenant, finding_id)
) WITHOUT ROWID;
-- for select_findings
CREATE INDEX finding_by_service ON finding (tenant, service);

-- The last analysis of each service and kind of finding.
CREATE TABLE analysis (
  tenant      TEXT    NOT NULL,
  service     TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  from_millis INTEGER NOT NULL,
  to_millis   INTEGER NOT NULL,
  samples     INTEGER NOT NULL,
  checks      INTEGER NOT NULL,
  PRIMARY KEY (tenant, service, kind)
) WITHOUT ROWID;
