DELETE FROM finding
WHERE tenant = :tenant AND last_millis < :before_millis
