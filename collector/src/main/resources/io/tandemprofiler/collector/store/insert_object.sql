INSERT INTO object
  (name, tenant, service, resolution, start_millis, bytes, profiles, created_millis, folded)
VALUES
  (:name, :tenant, :service, :resolution, :start_millis, :bytes, :profiles, :created_millis, :folded)
