-- Who may come in. A secret is known by its SHA-256 alone, a password by its Argon2id. Times: 0 is never.
CREATE TABLE token (
  hash           TEXT    NOT NULL PRIMARY KEY,
  id             TEXT    NOT NULL UNIQUE,
  name           TEXT    NOT NULL,
  tenant         TEXT    NOT NULL,
  services       TEXT    NOT NULL, -- a pattern: * stands for any characters
  rights         TEXT    NOT NULL, -- words, by commas
  created_millis INTEGER NOT NULL,
  expires_millis INTEGER NOT NULL,
  used_millis    INTEGER NOT NULL,
  revoked_millis INTEGER NOT NULL
);

CREATE TABLE user (
  name           TEXT    NOT NULL PRIMARY KEY,
  tenant         TEXT    NOT NULL,
  role           TEXT    NOT NULL,
  password_hash  TEXT    NOT NULL,
  created_millis INTEGER NOT NULL
);

CREATE TABLE session (
  hash           TEXT    NOT NULL PRIMARY KEY,
  user_name      TEXT    NOT NULL,
  created_millis INTEGER NOT NULL,
  seen_millis    INTEGER NOT NULL
);

-- Who came in, was refused, or changed something: only ever added to.
CREATE TABLE audit_entry (
  entry_id  INTEGER PRIMARY KEY,
  at_millis INTEGER NOT NULL,
  tenant    TEXT    NOT NULL,
  who       TEXT    NOT NULL,
  address   TEXT    NOT NULL,
  action    TEXT    NOT NULL,
  detail    TEXT    NOT NULL
);
-- for select_audit_entries
CREATE INDEX audit_entry_by_tenant ON audit_entry (tenant, entry_id);
