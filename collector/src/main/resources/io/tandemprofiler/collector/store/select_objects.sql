-- null is any
SELECT name, tenant, service, resolution, start_millis, bytes, profiles, created_millis, folded
FROM object
WHERE removed_millis IS NULL
  AND (:tenant IS NULL OR tenant = :tenant)
  AND (:service IS NULL OR service = :service)
