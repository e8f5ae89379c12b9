INSERT INTO closed_segment (name, closed_millis)
VALUES (:name, :closed_millis)
ON CONFLICT (name) DO NOTHING
