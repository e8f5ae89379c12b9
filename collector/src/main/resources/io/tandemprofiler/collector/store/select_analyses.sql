SELECT service, kind, from_millis, to_millis, samples, checks
FROM analysis
WHERE tenant = :tenant AND (:service = '' OR service = :service)
