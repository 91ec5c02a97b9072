set(examine_sources
  evidence.c
  inspectors.c
  json_scan.c)
