-- the same holder keeps its token as long as nobody took it over
UPDATE catalog
SET
  token = CASE WHEN holder = :holder AND until_millis > :now_millis THEN token ELSE token + 1 END,
  holder = :holder,
  until_millis = :until_millis
WHERE holder = :holder OR until_millis <= :now_millis
