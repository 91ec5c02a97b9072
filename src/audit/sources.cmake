set(audit_sources)
