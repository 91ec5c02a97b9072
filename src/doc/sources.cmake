set(doc_sources
  jcs.c
  json.c
  place.c
  read.c
  yaml.c)
