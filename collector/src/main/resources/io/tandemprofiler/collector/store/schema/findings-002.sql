-- What open findings are counted by; both stand in the body, too.
ALTER TABLE finding ADD COLUMN status TEXT NOT NULL DEFAULT '';
ALTER TABLE finding ADD COLUMN severity TEXT NOT NULL DEFAULT '';
UPDATE finding
SET status = json_extract(body, '$.status'), severity = json_extract(body, '$.latest.advice.severity');
-- for count_open_findings
CREATE INDEX finding_by_status ON finding (tenant, status, service, severity);
