INSERT INTO producer_label (producer_id, name, value)
VALUES (:producer_id, :name, :value)
