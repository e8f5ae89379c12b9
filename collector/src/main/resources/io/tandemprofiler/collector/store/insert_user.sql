INSERT INTO user (name, tenant, role, password_hash, created_millis)
VALUES (:name, :tenant, :role, :password_hash, :created_millis)
ON CONFLICT (name) DO NOTHING
