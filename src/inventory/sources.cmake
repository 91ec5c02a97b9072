set(inventory_sources
  build.c
  facts.c
  manifest.c
  merge.c
  names.c
  path.c
  problems.c)
