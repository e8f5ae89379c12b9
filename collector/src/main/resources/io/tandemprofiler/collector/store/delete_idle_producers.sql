DELETE FROM producer
WHERE NOT EXISTS (SELECT 1 FROM hot_row WHERE hot_row.producer_id = producer.producer_id)
