/* postgres.h - one connection to a PostgreSQL server, and its failures in words. */

#pragma once

#include "base/bytes.h"
#include "ledger/libpq.h"

struct postgres {
    const struct libpq *pq;
    PGconn *connection;
    char *where; /* the address, without a password or anything else that is secret */
    bool open;   /* in a transaction */
};

/*
 * ASSAY_EUSAGE  "ledger.address": no such address; the error does not repeat it
 * ASSAY_EIO     "ledger.connect"
 */
ASSAY_RESULT postgres_connect(struct postgres *server, const char *address,
                              struct assay_error *err);
void postgres_close(struct postgres *server);

/*
 * Runs one command with bytes or texts in place of $1, $2 ...; *out, where it is not NULL, is to
 * PQclear(). A failure ends the transaction that is open.
 *
 * ASSAY_EOUTPUT  "ledger.rights", "ledger.locked", "ledger.server"
 */
ASSAY_RESULT postgres_run(struct postgres *server, const char *command, const struct bytes *values,
                          size_t count, PGresult **out, struct assay_error *err);

ASSAY_RESULT postgres_begin(struct postgres *server, struct assay_error *err); /* unless it is */
ASSAY_RESULT postgres_end(struct postgres *server, struct assay_error *err);   /* COMMIT */
