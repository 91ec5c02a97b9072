/*
 * postgres.c - one connection to a PostgreSQL server.
 *
 * An address holds a password at times, and a mistyped one holds it where nobody expects it. So no
 * error repeats an address: `where` is made anew from the parts that are no secret.
 */

#include "ledger/postgres.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/kit.h"

#define WAIT_CONNECT "10" /* seconds; an address may say another */

enum { VALUES_MAX = 4 };

static ASSAY_RESULT fail_address(struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                          "the ledger's address is none of a PostgreSQL server");

    assay_error_id(err, "ledger.address");
    assay_error_why(err, "it is not shown, as it may hold a password; in names and passwords the "
                         "characters : / @ %% are written as %%3A %%2F %%40 %%25");
    assay_error_do(err, "--ledger postgresql://USER@HOST:PORT/DATABASE      (the password in "
                        "~/.pgpass or PGPASSWORD)");
    return status;
}

static const char *option_of(const PQconninfoOption *options, const char *keyword)
{
    for (; options->keyword; options++)
        if (strcmp(options->keyword, keyword) == 0)
            return options->val ? options->val : "";
    return "";
}

static bool is_ports(const char *text)
{
    return strspn(text, "0123456789,") == strlen(text);
}

/* A password with a bare '@' or '/' ends up in these parts, and would be shown. */
static bool is_sound(const PQconninfoOption *options)
{
    return !strchr(option_of(options, "host"), '@') && !strchr(option_of(options, "dbname"), '@') &&
           is_ports(option_of(options, "port"));
}

static char *show(const PQconninfoOption *options)
{
    const char *user = option_of(options, "user"), *port = option_of(options, "port");
    char *where = NULL;

    if (asprintf(&where, "postgresql://%s%s%s%s%s/%s", user, *user ? "@" : "",
                 option_of(options, "host"), *port ? ":" : "", port,
                 option_of(options, "dbname")) < 0)
        return NULL;
    return where;
}

static ASSAY_RESULT read_address(struct postgres *server, const char *address,
                                 struct assay_error *err)
{
    char *message = NULL;
    PQconninfoOption *options = server->pq->PQconninfoParse(address, &message);
    bool sound = options && is_sound(options);

    if (sound)
        server->where = show(options);
    server->pq->PQconninfoFree(options);
    if (message)
        explicit_bzero(message, strlen(message));
    free(message);
    if (!sound)
        return fail_address(err);
    return server->where
               ? ASSAY_OK
               : assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for an address");
}

/* What the server said, on one line. */
static void words_of(const char *message, char *out, size_t size)
{
    size_t used = 0;

    for (; message && *message && used + 1 < size; message++)
        if (!isspace((unsigned char)*message))
            out[used++] = *message;
        else if (used > 0 && out[used - 1] != ' ')
            out[used++] = ' ';
    while (used > 0 && out[used - 1] == ' ')
        used--;
    out[used] = 0;
}

static void ignore(void *user, const char *message)
{
    (void)user;
    (void)message;
}

enum assay_status postgres_connect(struct postgres *server, const char *address,
                                   struct assay_error *err)
{
    /* What stands behind the address fills in for what it does not say. */
    const char *const keywords[] = {"connect_timeout", "fallback_application_name", "dbname",
                                    "client_encoding", NULL};
    const char *const values[] = {WAIT_CONNECT, "assay", address, "UTF8", NULL};
    char words[300];
    enum assay_status status;

    TRY(libpq_load(&server->pq, err));
    TRY(read_address(server, address, err));
    server->connection = server->pq->PQconnectdbParams(keywords, values, 1);
    if (server->connection && server->pq->PQstatus(server->connection) == CONNECTION_OK) {
        server->pq->PQsetNoticeProcessor(server->connection, ignore, NULL);
        return ASSAY_OK;
    }
    words_of(server->connection ? server->pq->PQerrorMessage(server->connection) : "out of memory",
             words, sizeof words);
    status = assay_fail(err, ASSAY_EOUTPUT, ASSAY_NO_OFFSET, "cannot connect to the ledger %s",
                        server->where);
    assay_error_id(err, "ledger.connect");
    assay_error_path(err, server->where);
    assay_error_why(err, "%s", words);
    assay_error_do(err, "psql \"%s\"      (see that this works, then run the same command again)",
                   server->where);
    return status;
}

void postgres_close(struct postgres *server)
{
    if (server->connection)
        server->pq->PQfinish(server->connection);
    free(server->where);
    *server = (struct postgres){0};
}

static ASSAY_RESULT fail_locked(const struct postgres *server, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EOUTPUT, ASSAY_NO_OFFSET,
                   "another process is writing to the ledger %s", server->where);

    assay_error_id(err, "ledger.locked");
    assay_error_path(err, server->where);
    assay_error_why(err, "one writer at a time keeps the log in one order; nothing was written");
    assay_error_do(err, "run the same command again when the other one is done");
    return status;
}

static ASSAY_RESULT fail_run(const struct postgres *server, const PGresult *result,
                             const char *command, struct assay_error *err)
{
    bool lost = server->pq->PQstatus(server->connection) != CONNECTION_OK;
    const char *state = result ? server->pq->PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    bool denied = state && strcmp(state, "42501") == 0;
    bool unknown = lost && strcmp(command, "COMMIT") == 0;
    enum assay_status status;
    char words[300];

    if (state && strcmp(state, "55P03") == 0)
        return fail_locked(server, err);
    words_of(server->pq->PQerrorMessage(server->connection), words, sizeof words);
    status = assay_fail(err, ASSAY_EOUTPUT, ASSAY_NO_OFFSET,
                        denied ? "no right to do that with the ledger %s"
                        : lost ? "the connection to the ledger %s was lost"
                               : "the server refused a command for the ledger %s",
                        server->where);
    assay_error_id(err, denied ? "ledger.rights" : "ledger.server");
    assay_error_path(err, server->where);
    assay_error_why(err, "%s; %s", words,
                    unknown ? "it was lost while committing: all was committed, or nothing"
                            : "nothing was committed: the ledger ends where it ended before");
    assay_error_do(err, denied    ? "ask the owner of the database for the rights of "
                                    "docs/reference/ledger-shared.md"
                        : unknown ? "assay ledger log      (tells which); the same command may be "
                                    "run again"
                                  : "run the same command again when the server is well");
    return status;
}

enum assay_status postgres_run(struct postgres *server, const char *command,
                               const struct bytes *values, size_t count, PGresult **out,
                               struct assay_error *err)
{
    const char *texts[VALUES_MAX] = {0};
    int sizes[VALUES_MAX] = {0}, formats[VALUES_MAX] = {1, 1, 1, 1};
    enum assay_status status = ASSAY_OK;
    ExecStatusType ended;
    PGresult *result;

    for (size_t i = 0; i < count; i++) {
        texts[i] = values[i].size > 0 ? (const char *)values[i].data : "";
        sizes[i] = (int)values[i].size; /* pieces are cut far below INT_MAX */
    }
    result = server->pq->PQexecParams(server->connection, command, (int)count, NULL, texts, sizes,
                                      formats, 1);
    ended = server->pq->PQresultStatus(result);
    if (ended != PGRES_COMMAND_OK && ended != PGRES_TUPLES_OK) {
        status = fail_run(server, result, command, err);
        server->pq->PQclear(result);
        if (server->open) {
            server->open = false;
            server->pq->PQclear(server->pq->PQexecParams(server->connection, "ROLLBACK", 0, NULL,
                                                         NULL, NULL, NULL, 1));
        }
        return status;
    }
    if (out)
        *out = result;
    else
        server->pq->PQclear(result);
    return ASSAY_OK;
}

enum assay_status postgres_begin(struct postgres *server, struct assay_error *err)
{
    if (server->open)
        return ASSAY_OK;
    TRY(postgres_run(server, "BEGIN", NULL, 0, NULL, err));
    server->open = true;
    return ASSAY_OK;
}

enum assay_status postgres_end(struct postgres *server, struct assay_error *err)
{
    if (!server->open)
        return ASSAY_OK;
    TRY(postgres_run(server, "COMMIT", NULL, 0, NULL, err));
    server->open = false;
    return ASSAY_OK;
}
