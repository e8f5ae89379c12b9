SELECT profile_id, start_millis, duration_millis, series, body, producer.description
FROM hot_row
JOIN segment ON segment.segment_id = hot_row.segment_id
JOIN producer ON producer.producer_id = hot_row.producer_id
WHERE segment.name = :name
ORDER BY hot_row_id
