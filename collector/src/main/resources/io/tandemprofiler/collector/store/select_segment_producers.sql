SELECT
  producer.description,
  activity.series,
  activity.profiles,
  activity.first_millis,
  activity.last_millis
FROM (
  SELECT
    producer_id,
    hot_row.series,
    count(*) AS profiles,
    min(start_millis) AS first_millis,
    max(start_millis + duration_millis) AS last_millis
  FROM hot_row
  WHERE segment_id = (SELECT segment_id FROM segment WHERE name = :name)
    AND start_millis >= :from_millis
    AND start_millis < :to_millis
  GROUP BY producer_id, hot_row.series
) AS activity
JOIN producer ON producer.producer_id = activity.producer_id
