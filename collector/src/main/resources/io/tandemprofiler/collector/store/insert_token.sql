INSERT INTO token (
  hash, id, name, tenant, services, rights, created_millis, expires_millis, used_millis, revoked_millis)
VALUES (
  :hash, :id, :name, :tenant, :services, :rights, :created_millis, :expires_millis, :used_millis, :revoked_millis)
