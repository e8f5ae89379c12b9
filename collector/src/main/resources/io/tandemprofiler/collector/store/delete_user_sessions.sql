DELETE FROM session WHERE user_name = :user_name
