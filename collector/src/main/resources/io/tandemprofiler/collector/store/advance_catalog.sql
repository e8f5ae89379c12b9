UPDATE catalog
SET generation = generation + 1
WHERE generation = :generation AND token = :token AND until_millis > :now_millis
