DELETE FROM analysis
WHERE tenant = :tenant AND to_millis < :before_millis
