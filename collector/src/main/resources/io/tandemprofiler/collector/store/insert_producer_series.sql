INSERT INTO producer_series (producer_id, measure, state)
VALUES (:producer_id, :measure, :state)
ON CONFLICT (producer_id, measure, state) DO NOTHING
