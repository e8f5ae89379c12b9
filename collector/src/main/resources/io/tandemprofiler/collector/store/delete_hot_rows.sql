DELETE FROM hot_row
WHERE segment_id = (SELECT segment_id FROM segment WHERE name = :name)
