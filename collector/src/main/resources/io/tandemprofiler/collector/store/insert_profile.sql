INSERT INTO profile
  (tenant, service, start_millis, duration_millis, profile_id, producer_id, body)
VALUES
  (:tenant, :service, :start_millis, :duration_millis, :profile_id, :producer_id, :body)
ON CONFLICT (tenant, service, profile_id) DO NOTHING
