-- null is all
SELECT at_millis, tenant, who, address, action, detail
FROM audit_entry
WHERE :tenant IS NULL OR tenant = :tenant
ORDER BY entry_id DESC
LIMIT :limit
