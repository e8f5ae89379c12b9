-- One row per process that ever uploaded, as its operator named it.
CREATE TABLE producer (
  producer_id INTEGER PRIMARY KEY,
  tenant      TEXT NOT NULL,
  service     TEXT NOT NULL,
  description BLOB NOT NULL -- ConfigureRequest: its bytes are canonical
);
-- for insert_producer, select_producer_id, select_producer_series
CREATE UNIQUE INDEX producer_by_service_and_description ON producer (tenant, service, description);

-- for select_profiles
CREATE TABLE producer_label (
  producer_id INTEGER NOT NULL REFERENCES producer,
  name        TEXT    NOT NULL,
  value       TEXT    NOT NULL,
  PRIMARY KEY (producer_id, name)
) WITHOUT ROWID;

-- Which numbers a producer ever uploaded.
CREATE TABLE producer_series (
  producer_id INTEGER NOT NULL REFERENCES producer,
  measure     INTEGER NOT NULL, -- Measure
  state       INTEGER NOT NULL, -- ThreadState
  PRIMARY KEY (producer_id, measure, state)
) WITHOUT ROWID;

-- One row per upload. The body stays encoded: nothing here looks inside a profile.
CREATE TABLE profile (
  tenant          TEXT    NOT NULL,
  service         TEXT    NOT NULL,
  start_millis    INTEGER NOT NULL,
  duration_millis INTEGER NOT NULL CHECK (duration_millis > 0),
  profile_id      BLOB    NOT NULL,
  producer_id     INTEGER NOT NULL REFERENCES producer,
  body            BLOB    NOT NULL -- Upload, zstd
);
-- for insert_profile: a repeated upload is stored once
CREATE UNIQUE INDEX profile_by_service_and_id ON profile (tenant, service, profile_id);
-- for select_profiles, in its order, and select_producers, which reads nothing else
CREATE INDEX profile_by_service_and_start
  ON profile (tenant, service, start_millis, profile_id, producer_id, duration_millis);
