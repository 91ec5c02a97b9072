set(cli_sources
  main.c)
