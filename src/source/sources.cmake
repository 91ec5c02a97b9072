set(source_sources)
