DELETE FROM object
WHERE name = :name AND removed_millis IS NOT NULL
