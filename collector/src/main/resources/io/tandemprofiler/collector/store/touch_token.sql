UPDATE token SET used_millis = :millis WHERE hash = :hash
