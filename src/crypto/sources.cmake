set(crypto_sources
  certificate.c
  digest.c
  key.c
  key_file.c
  key_pem.c
  merkle.c
  timestamp.c)
