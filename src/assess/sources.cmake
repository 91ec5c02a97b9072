set(assess_sources
  assess.c
  decide.c
  explain.c
  finding.c
  waive.c)
