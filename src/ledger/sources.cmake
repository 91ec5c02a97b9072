set(ledger_sources
  checkpoint.c
  dsse.c
  entry.c
  note.c
  ring.c
  statement.c)
