SELECT name
FROM closed_segment
