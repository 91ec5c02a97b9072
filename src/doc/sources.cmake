set(doc_sources)
