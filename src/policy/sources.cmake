set(policy_sources
  cel/names.c
  cel/number.c
  cel/regex.c
  cel/text8.c
  cel/times.c
  cel/zone.c)
