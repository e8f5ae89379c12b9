DELETE FROM closed_segment
WHERE closed_millis < :before_millis
  AND NOT EXISTS (SELECT 1 FROM segment WHERE segment.name = closed_segment.name)
