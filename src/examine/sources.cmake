set(examine_sources)
