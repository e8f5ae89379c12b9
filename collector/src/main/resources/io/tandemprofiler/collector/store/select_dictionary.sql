SELECT content
FROM dictionary
JOIN segment ON segment.segment_id = dictionary.segment_id
WHERE segment.name = :name
ORDER BY dictionary_id
