set(report_sources)
