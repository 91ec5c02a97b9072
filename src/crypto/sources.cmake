set(crypto_sources
  digest.c
  key.c
  merkle.c)
