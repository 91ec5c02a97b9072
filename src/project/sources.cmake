set(project_sources
  config.c
  hook.c
  init.c
  settings.c)
