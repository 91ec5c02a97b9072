set(doc_sources
  jcs.c
  jcs_read.c
  json.c
  place.c
  read.c
  yaml.c)
