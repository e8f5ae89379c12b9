-- all but the latest
DELETE FROM settings_change
WHERE tenant = :tenant
  AND change_id <= (
    SELECT change_id FROM settings_change
    WHERE tenant = :tenant
    ORDER BY change_id DESC
    LIMIT 1 OFFSET :kept
  )
