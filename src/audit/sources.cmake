set(audit_sources
  queue.c
  scan.c
  scan_cache.c
  whole.c)
