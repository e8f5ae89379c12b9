UPDATE segment
SET sealed = 1
WHERE name = :name
