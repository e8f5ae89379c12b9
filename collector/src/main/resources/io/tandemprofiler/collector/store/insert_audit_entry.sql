INSERT INTO audit_entry (at_millis, tenant, who, address, action, detail)
VALUES (:at_millis, :tenant, :who, :address, :action, :detail)
