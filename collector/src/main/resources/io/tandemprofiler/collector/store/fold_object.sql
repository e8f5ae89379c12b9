UPDATE object
SET folded = 1
WHERE name = :name
