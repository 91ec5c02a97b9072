set(doc_sources
  form.c
  jcs.c
  jcs_read.c
  json.c
  place.c
  read.c
  yaml.c)
