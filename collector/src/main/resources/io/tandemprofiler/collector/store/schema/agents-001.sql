-- What operators ask of the agents of a service; the empty service stands for all. 0: left to the agent.
CREATE TABLE settings (
  tenant         TEXT    NOT NULL,
  service        TEXT    NOT NULL,
  disabled       INTEGER NOT NULL,
  cpu_hz         INTEGER NOT NULL,
  wall_hz        INTEGER NOT NULL,
  report_seconds INTEGER NOT NULL,
  max_depth      INTEGER NOT NULL,
  PRIMARY KEY (tenant, service)
) WITHOUT ROWID;

-- Who changed what, and when: only ever added to.
CREATE TABLE settings_change (
  change_id             INTEGER PRIMARY KEY,
  tenant                TEXT    NOT NULL,
  at_millis             INTEGER NOT NULL,
  service               TEXT    NOT NULL,
  who                   TEXT    NOT NULL,
  address               TEXT    NOT NULL,
  before_disabled       INTEGER NOT NULL,
  before_cpu_hz         INTEGER NOT NULL,
  before_wall_hz        INTEGER NOT NULL,
  before_report_seconds INTEGER NOT NULL,
  before_max_depth      INTEGER NOT NULL,
  after_disabled        INTEGER NOT NULL,
  after_cpu_hz          INTEGER NOT NULL,
  after_wall_hz         INTEGER NOT NULL,
  after_report_seconds  INTEGER NOT NULL,
  after_max_depth       INTEGER NOT NULL
);
-- for select_settings_changes
CREATE INDEX settings_change_by_tenant ON settings_change (tenant, change_id);
