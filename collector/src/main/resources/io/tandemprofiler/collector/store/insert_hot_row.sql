INSERT INTO hot_row
  (segment_id, producer_id, start_millis, duration_millis, series, profile_id, body)
VALUES
  (:segment_id, :producer_id, :start_millis, :duration_millis, :series, :profile_id, :body)
