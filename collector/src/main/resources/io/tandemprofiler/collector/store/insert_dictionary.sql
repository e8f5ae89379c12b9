INSERT INTO dictionary (segment_id, content)
VALUES (:segment_id, :content)
