INSERT INTO producer (tenant, service, description)
VALUES (:tenant, :service, :description)
ON CONFLICT (tenant, service, description) DO NOTHING
