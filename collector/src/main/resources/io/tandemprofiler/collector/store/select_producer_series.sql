SELECT producer_series.producer_id, measure, state
FROM producer_series
JOIN producer ON producer.producer_id = producer_series.producer_id
WHERE producer.tenant = :tenant
