-- null is any
SELECT name, tenant, service, hour_millis
FROM segment
WHERE (:tenant IS NULL OR tenant = :tenant) AND (:service IS NULL OR service = :service)
ORDER BY hour_millis, segment_id
