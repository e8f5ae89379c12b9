-- removed ones, too: their files are there until they are forgotten
SELECT resolution, SUM(bytes) AS bytes
FROM object
GROUP BY resolution
