SELECT disabled, cpu_hz, wall_hz, report_seconds, max_depth
FROM settings
WHERE tenant = :tenant AND service = :service
