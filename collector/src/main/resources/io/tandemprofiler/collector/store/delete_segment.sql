DELETE FROM segment
WHERE name = :name
