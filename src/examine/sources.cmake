set(examine_sources
  evidence.c
  inspectors.c)
