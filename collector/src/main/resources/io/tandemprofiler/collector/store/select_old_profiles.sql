-- of the first layout, a few at a time, in the order of profile_by_service_and_start
SELECT rowid, tenant, body
FROM profile
ORDER BY tenant, service, start_millis, profile_id
LIMIT 64
