SELECT generation, holder, token, until_millis
FROM catalog
