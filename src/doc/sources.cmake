set(doc_sources
  yaml.c)
