INSERT INTO settings
  (tenant, service, disabled, cpu_hz, wall_hz, report_seconds, max_depth)
VALUES
  (:tenant, :service, :disabled, :cpu_hz, :wall_hz, :report_seconds, :max_depth)
ON CONFLICT (tenant, service) DO UPDATE SET
  disabled = excluded.disabled,
  cpu_hz = excluded.cpu_hz,
  wall_hz = excluded.wall_hz,
  report_seconds = excluded.report_seconds,
  max_depth = excluded.max_depth
