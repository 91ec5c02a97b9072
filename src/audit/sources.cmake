set(audit_sources
  queue.c
  scan.c)
