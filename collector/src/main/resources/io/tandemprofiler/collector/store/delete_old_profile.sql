DELETE FROM profile
WHERE rowid = :rowid
