INSERT INTO segment (name, tenant, service, hour_millis)
VALUES (:name, :tenant, :service, :hour_millis)
