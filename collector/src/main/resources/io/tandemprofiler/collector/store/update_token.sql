UPDATE token SET expires_millis = :expires_millis, revoked_millis = :revoked_millis WHERE id = :id
