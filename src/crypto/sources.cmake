set(crypto_sources
  digest.c)
