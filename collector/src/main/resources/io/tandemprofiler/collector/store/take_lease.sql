-- the same holder keeps its token as long as nobody took it over;
-- one that lasts too long was taken while a clock was wrong
UPDATE catalog
SET
  token = CASE WHEN holder = :holder AND until_millis > :now_millis THEN token ELSE token + 1 END,
  holder = :holder,
  until_millis = :until_millis
WHERE holder = :holder
  OR until_millis <= :now_millis
  OR until_millis > :now_millis + :longest_millis
