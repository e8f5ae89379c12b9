DELETE FROM session WHERE created_millis < :created_before OR seen_millis < :seen_before
