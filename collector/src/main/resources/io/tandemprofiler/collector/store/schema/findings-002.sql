-- What open findings are counted by; both stand in the body, too.
ALTER TABLE finding ADD COLUMN status TEXT NOT NULL DEFAULT '';
ALTER TABLE finding ADD COLUMN severity TEXT NOT NULL DEFAULT '';
UPDATE finding
SET status = json_extract(body, '$.status'), severity = json_extract(body, '$.latest.advice.severity')
-- What cannot be read is not counted, and no reason not to start. AND would not keep json_extract from it.
WHERE CASE WHEN json_valid(body)
  THEN json_extract(body, '$.status') IN ('OPEN', 'DISMISSED', 'GONE')
    AND json_extract(body, '$.latest.advice.severity') IN ('LOW', 'MEDIUM', 'HIGH')
END;
-- for count_open_findings
CREATE INDEX finding_by_status ON finding (tenant, status, service, severity);
