-- :labels is a JSON object of lists: {"env": ["prod", "test"]}
SELECT body
FROM profile
WHERE tenant = :tenant
  AND service = :service
  AND start_millis >= :from_millis
  AND start_millis < :to_millis
  AND NOT EXISTS (
    SELECT 1
    FROM json_each(:labels) AS wanted
    WHERE NOT EXISTS (
      SELECT 1
      FROM producer_label AS label
      WHERE label.producer_id = profile.producer_id
        AND label.name = wanted.key
        AND label.value IN (SELECT value FROM json_each(wanted.value))
    )
  )
ORDER BY start_millis, profile_id
