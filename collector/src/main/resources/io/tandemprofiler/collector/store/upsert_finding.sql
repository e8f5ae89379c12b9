INSERT INTO finding
  (tenant, finding_id, service, last_millis, body)
VALUES
  (:tenant, :finding_id, :service, :last_millis, :body)
ON CONFLICT (tenant, finding_id) DO UPDATE SET
  last_millis = excluded.last_millis,
  body = excluded.body
