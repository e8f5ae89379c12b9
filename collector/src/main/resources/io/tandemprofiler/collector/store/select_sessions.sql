SELECT hash, user_name, created_millis, seen_millis FROM session
