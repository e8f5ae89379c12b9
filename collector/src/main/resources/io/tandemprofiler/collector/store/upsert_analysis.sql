INSERT INTO analysis
  (tenant, service, kind, from_millis, to_millis, samples, checks)
VALUES
  (:tenant, :service, :kind, :from_millis, :to_millis, :samples, :checks)
ON CONFLICT (tenant, service, kind) DO UPDATE SET
  from_millis = excluded.from_millis,
  to_millis = excluded.to_millis,
  samples = excluded.samples,
  checks = excluded.checks
