set(assess_sources
  assess.c
  attest.c
  decide.c
  explain.c
  finding.c
  waive.c)
