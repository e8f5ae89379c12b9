SELECT
  producer.producer_id,
  producer.description,
  activity.profiles,
  activity.first_millis,
  activity.last_millis
FROM (
  SELECT
    producer_id,
    count(*) AS profiles,
    min(start_millis) AS first_millis,
    max(start_millis + duration_millis) AS last_millis
  FROM profile
  WHERE tenant = :tenant AND start_millis >= :from_millis AND start_millis < :to_millis
  GROUP BY producer_id
) AS activity
JOIN producer ON producer.producer_id = activity.producer_id
