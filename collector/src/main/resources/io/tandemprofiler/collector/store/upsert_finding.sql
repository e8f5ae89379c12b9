INSERT INTO finding
  (tenant, finding_id, service, last_millis, status, severity, body)
VALUES
  (:tenant, :finding_id, :service, :last_millis, :status, :severity, :body)
ON CONFLICT (tenant, finding_id) DO UPDATE SET
  last_millis = excluded.last_millis,
  status = excluded.status,
  severity = excluded.severity,
  body = excluded.body
