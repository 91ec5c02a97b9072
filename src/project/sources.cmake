set(project_sources)
