INSERT INTO session (hash, user_name, created_millis, seen_millis)
VALUES (:hash, :user_name, :created_millis, :seen_millis)
