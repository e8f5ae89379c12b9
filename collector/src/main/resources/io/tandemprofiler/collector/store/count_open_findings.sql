SELECT service, severity, COUNT(*) AS findings
FROM finding
WHERE tenant = :tenant AND status = 'OPEN'
GROUP BY service, severity
