SELECT resolution, SUM(bytes) AS bytes
FROM object
WHERE removed_millis IS NULL
GROUP BY resolution
