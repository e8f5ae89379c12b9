UPDATE object
SET removed_millis = :now_millis
WHERE name = :name
