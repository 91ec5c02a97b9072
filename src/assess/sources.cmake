set(assess_sources
  assess.c
  finding.c
  summary.c
  waive.c)
