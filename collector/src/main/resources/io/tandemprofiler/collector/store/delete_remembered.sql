DELETE FROM remembered
WHERE until_millis < :now_millis
