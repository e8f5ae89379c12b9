-- of the first layout, a few at a time
SELECT rowid, tenant, body
FROM profile
ORDER BY start_millis, profile_id
LIMIT 64
