SELECT producer_id
FROM producer
WHERE tenant = :tenant AND service = :service AND description = :description
