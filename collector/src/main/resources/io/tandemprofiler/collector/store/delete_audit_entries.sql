DELETE FROM audit_entry WHERE entry_id <= (SELECT max(entry_id) FROM audit_entry) - :kept
