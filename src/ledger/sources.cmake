set(ledger_sources)
