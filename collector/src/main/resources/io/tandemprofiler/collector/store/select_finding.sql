SELECT finding_id, service, body
FROM finding
WHERE tenant = :tenant AND finding_id = :finding_id
