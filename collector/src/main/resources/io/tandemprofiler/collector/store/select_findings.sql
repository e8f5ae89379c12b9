SELECT finding_id, service, body
FROM finding
WHERE tenant = :tenant AND (:service = '' OR service = :service)
