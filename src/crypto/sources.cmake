set(crypto_sources
  digest.c
  key.c
  key_file.c
  key_pem.c
  merkle.c
  timestamp.c)
