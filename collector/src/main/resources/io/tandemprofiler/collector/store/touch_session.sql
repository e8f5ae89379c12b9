UPDATE session SET seen_millis = :millis WHERE hash = :hash
