set(crypto_sources)
