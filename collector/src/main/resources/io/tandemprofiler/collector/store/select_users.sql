SELECT name, tenant, role, password_hash, created_millis FROM user
