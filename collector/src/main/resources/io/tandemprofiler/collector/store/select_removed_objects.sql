SELECT name
FROM object
WHERE removed_millis < :before_millis
