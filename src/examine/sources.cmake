set(examine_sources
  columns.c
  csv_dialect.c
  evidence.c
  inspect_csv.c
  inspectors.c
  json_scan.c
  utf8_watch.c)
