SELECT body
FROM finding
WHERE tenant = :tenant AND (:service = '' OR service = :service)
