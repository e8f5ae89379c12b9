SELECT at_millis, service, who, address,
  before_disabled, before_cpu_hz, before_wall_hz, before_report_seconds, before_max_depth,
  after_disabled, after_cpu_hz, after_wall_hz, after_report_seconds, after_max_depth
FROM settings_change
WHERE tenant = :tenant
ORDER BY change_id DESC
LIMIT :limit
