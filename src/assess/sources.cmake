set(assess_sources)
