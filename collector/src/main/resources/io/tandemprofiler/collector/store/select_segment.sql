SELECT segment_id, sealed
FROM segment
WHERE name = :name
