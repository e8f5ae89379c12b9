-- Rows of one service, hour and writer, against a dictionary of their own.
CREATE TABLE segment (
  segment_id  INTEGER PRIMARY KEY,
  name        TEXT    NOT NULL,
  tenant      TEXT    NOT NULL,
  service     TEXT    NOT NULL,
  hour_millis INTEGER NOT NULL,
  sealed      INTEGER NOT NULL DEFAULT 0 -- 1: nothing more is appended
);
-- for insert_segment, select_segment_id
CREATE UNIQUE INDEX segment_by_name ON segment (name);
-- for select_segments
CREATE INDEX segment_by_service ON segment (tenant, service);

-- What each commit added to a segment's frames and call tree.
CREATE TABLE dictionary (
  dictionary_id INTEGER PRIMARY KEY, -- in the order of appending
  segment_id    INTEGER NOT NULL REFERENCES segment,
  content       BLOB    NOT NULL
);
-- for select_dictionary, delete_dictionary
CREATE INDEX dictionary_by_segment ON dictionary (segment_id);

-- One row per upload, until its hour is closed.
CREATE TABLE hot_row (
  hot_row_id      INTEGER PRIMARY KEY, -- in the order of appending
  segment_id      INTEGER NOT NULL REFERENCES segment,
  producer_id     INTEGER NOT NULL REFERENCES producer,
  start_millis    INTEGER NOT NULL,
  duration_millis INTEGER NOT NULL CHECK (duration_millis > 0),
  series          INTEGER NOT NULL, -- a bit for each (measure, state)
  profile_id      BLOB    NOT NULL,
  body            BLOB    NOT NULL  -- columns, zstd
);
-- for select_hot_rows, select_segment_producers, which reads nothing else, and delete_hot_rows
CREATE INDEX hot_row_by_segment
  ON hot_row (segment_id, start_millis, producer_id, series, duration_millis);
-- for delete_idle_producers
CREATE INDEX hot_row_by_producer ON hot_row (producer_id);

-- Which uploads were stored, so that a repeated one is stored once.
CREATE TABLE remembered (
  tenant       TEXT    NOT NULL,
  service      TEXT    NOT NULL,
  profile_id   BLOB    NOT NULL,
  until_millis INTEGER NOT NULL,
  PRIMARY KEY (tenant, service, profile_id)
) WITHOUT ROWID;
-- for delete_remembered
CREATE INDEX remembered_by_end ON remembered (until_millis);

-- What is in the block store.
CREATE TABLE object (
  name           TEXT    NOT NULL PRIMARY KEY,
  tenant         TEXT    NOT NULL,
  service        TEXT    NOT NULL,
  resolution     INTEGER NOT NULL, -- 0 profile, 1 hour, 2 day
  start_millis   INTEGER NOT NULL,
  bytes          INTEGER NOT NULL,
  profiles       INTEGER NOT NULL,
  created_millis INTEGER NOT NULL,
  folded         INTEGER NOT NULL,
  removed_millis INTEGER           -- null: published
) WITHOUT ROWID;
-- for select_objects
CREATE INDEX object_by_service ON object (tenant, service, start_millis);

-- Segments whose rows are in objects.
CREATE TABLE closed_segment (
  name          TEXT    NOT NULL PRIMARY KEY,
  closed_millis INTEGER NOT NULL
) WITHOUT ROWID;

-- One row: who may change the catalog, and how often it was changed.
CREATE TABLE catalog (
  generation   INTEGER NOT NULL,
  holder       TEXT    NOT NULL,
  token        INTEGER NOT NULL,
  until_millis INTEGER NOT NULL
);
INSERT INTO catalog (generation, holder, token, until_millis) VALUES (0, '', 0, 0);
