SELECT hash, id, name, tenant, services, rights, created_millis, expires_millis, used_millis, revoked_millis
FROM token
ORDER BY created_millis, id
