INSERT INTO remembered (tenant, service, profile_id, until_millis)
VALUES (:tenant, :service, :profile_id, :until_millis)
ON CONFLICT (tenant, service, profile_id) DO NOTHING
