/*
 * store_postgres.c - a ledger as rows of one table of a PostgreSQL server (ledger-formats.md 9).
 *
 * The pieces are those of the folder, name by name and byte by byte. A large one is cut into parts,
 * so that neither side holds it whole. All that one append writes is one transaction: readers see
 * the old ledger or the new one. A reader sees one state for as long as it is open.
 */

#include <stdlib.h>
#include <string.h>

#include "base/kit.h"
#include "ledger/postgres.h"
#include "ledger/store.h"

#define TABLE "assay_pieces"

enum { PART_SIZE = 1 << 20 };

struct server {
    struct store store;
    struct postgres postgres;
    bool reads; /* in a snapshot, which ends before something is written */
};

static struct server *server_of(struct store *store)
{
    return (struct server *)store; /* `store` is its first member */
}

static ASSAY_RESULT run(struct store *store, const char *command, const struct bytes *values,
                        size_t count, PGresult **out, struct assay_error *err)
{
    return postgres_run(&server_of(store)->postgres, command, values, count, out, err);
}

/* One part of a piece that is being read. */
struct parts {
    struct store *store;
    char name[STORE_NAME_SIZE];
    PGresult *part;
    uint64_t next;
    size_t at;
};

static void clear_part(struct parts *parts)
{
    if (parts->part)
        server_of(parts->store)->postgres.pq->PQclear(parts->part);
    parts->part = NULL;
    parts->at = 0;
}

/* *found is false behind the last part. */
static ASSAY_RESULT fetch(struct parts *parts, bool *found, struct assay_error *err)
{
    char number[24];
    struct bytes values[2] = {bytes_text(parts->name)};

    snprintf(number, sizeof number, "%llu", (unsigned long long)parts->next);
    values[1] = bytes_text(number);
    clear_part(parts);
    TRY(run(parts->store,
            "SELECT content FROM " TABLE " WHERE name = convert_from($1::bytea, 'UTF8')"
            " AND part = convert_from($2::bytea, 'UTF8')::integer",
            values, ARRAY_LEN(values), &parts->part, err));
    *found = server_of(parts->store)->postgres.pq->PQntuples(parts->part) > 0;
    parts->next++;
    return ASSAY_OK;
}

static enum assay_status parts_read(struct stream *stream, void *to, size_t size, size_t *got,
                                    struct assay_error *err)
{
    struct parts *parts = stream->state;
    const struct libpq *pq = server_of(parts->store)->postgres.pq;
    size_t there = (size_t)pq->PQgetlength(parts->part, 0, 0);
    bool found = true;

    *got = 0;
    if (parts->at == there && there == PART_SIZE) {
        TRY(fetch(parts, &found, err));
        if (found)
            there = (size_t)pq->PQgetlength(parts->part, 0, 0);
    }
    if (!found || parts->at == there)
        return ASSAY_OK;
    *got = there - parts->at < size ? there - parts->at : size;
    memcpy(to, pq->PQgetvalue(parts->part, 0, 0) + parts->at, *got);
    parts->at += *got;
    return ASSAY_OK;
}

static void parts_close(struct stream *stream)
{
    struct parts *parts = stream->state;

    clear_part(parts);
    free(parts);
}

static enum assay_status server_open(struct store *store, const char *name, struct stream *out,
                                     struct assay_error *err)
{
    struct parts *parts = calloc(1, sizeof *parts);
    enum assay_status status;
    bool found = false;

    if (!parts)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a piece");
    parts->store = store;
    snprintf(parts->name, sizeof parts->name, "%s", name);
    status = fetch(parts, &found, err);
    if (status == ASSAY_OK && !found)
        status = assay_fail(err, ASSAY_EMISSING, ASSAY_NO_OFFSET, "there is no %s in %s", name,
                            store->where);
    if (status != ASSAY_OK) {
        store_blame(store, name, err);
        clear_part(parts);
        free(parts);
        return status;
    }
    *out = (struct stream){
        .read = parts_read, .close = parts_close, .state = parts, .size = STREAM_SIZE_UNKNOWN};
    return ASSAY_OK;
}

static ASSAY_RESULT end_reading(struct server *server, struct assay_error *err)
{
    if (server->reads)
        TRY(postgres_end(&server->postgres, err));
    server->reads = false;
    return ASSAY_OK;
}

static ASSAY_RESULT to_write(struct store *store, struct assay_error *err)
{
    struct server *server = server_of(store);

    TRY(end_reading(server, err));
    return postgres_begin(&server->postgres, err);
}

#define INSERT                                                                                     \
    "INSERT INTO " TABLE " VALUES (convert_from($1::bytea, 'UTF8'),"                               \
    " convert_from($2::bytea, 'UTF8')::integer, $3::bytea)"

/* The parts of a piece, in the transaction that is open. */
static ASSAY_RESULT insert(struct store *store, const char *command, const char *name,
                           struct bytes content, struct assay_error *err)
{
    struct bytes values[3] = {bytes_text(name)};
    uint64_t part = 0;

    do {
        char number[24];
        size_t size = content.size < PART_SIZE ? content.size : PART_SIZE;

        snprintf(number, sizeof number, "%llu", (unsigned long long)part++);
        values[1] = bytes_text(number);
        values[2] = bytes_of(content.data, size);
        TRY(run(store, command, values, ARRAY_LEN(values), NULL, err));
        content = bytes_from(content, size);
    } while (content.size > 0);
    return ASSAY_OK;
}

static enum assay_status server_write(struct store *store, const char *name, struct bytes content,
                                      struct assay_error *err)
{
    const struct bytes values[] = {bytes_text(name)};

    TRY(to_write(store, err));
    TRY(run(store, "DELETE FROM " TABLE " WHERE name = convert_from($1::bytea, 'UTF8')", values, 1,
            NULL, err));
    return insert(store, INSERT, name, content, err);
}

/* A transaction is there whole or not at all: the order within it is nobody's to see. */
static enum assay_status server_sync(struct store *store, struct assay_error *err)
{
    (void)store;
    (void)err;
    return ASSAY_OK;
}

/* A commit that is told is on disk. */
static ASSAY_RESULT make_durable(struct store *store, struct assay_error *err)
{
    TRY(run(store,
            "SELECT set_config('synchronous_commit', 'on', true)"
            " WHERE current_setting('synchronous_commit') = 'off'",
            NULL, 0, NULL, err));
    return postgres_end(&server_of(store)->postgres, err);
}

static enum assay_status server_commit(struct store *store, const char *name, struct bytes content,
                                       struct assay_error *err)
{
    TRY(server_write(store, name, content, err));
    return make_durable(store, err);
}

/* Whoever puts needs no right to delete or to change: a writer of the spool has none. */
static enum assay_status server_put(struct store *store, const char *name, struct bytes content,
                                    struct assay_error *err)
{
    const struct bytes values[] = {bytes_text(name)};
    struct server *server = server_of(store);
    PGresult *found;
    bool is_there;

    TRY(to_write(store, err));
    TRY(run(store, "SELECT 1 FROM " TABLE " WHERE name = convert_from($1::bytea, 'UTF8') LIMIT 1",
            values, 1, &found, err));
    is_there = server->postgres.pq->PQntuples(found) > 0;
    server->postgres.pq->PQclear(found);
    if (is_there)
        return postgres_end(&server->postgres, err); /* its name is its digest */
    TRY(insert(store, INSERT " ON CONFLICT DO NOTHING", name, content, err));
    return make_durable(store, err);
}

static enum assay_status server_remove(struct store *store, const char *name,
                                       struct assay_error *err)
{
    const struct bytes values[] = {bytes_text(name)};

    TRY(end_reading(server_of(store), err)); /* outside of a batch it is a transaction of its own */
    TRY(run(store,
            "DELETE FROM " TABLE " WHERE name = convert_from($1::bytea, 'UTF8') OR"
            " (name > convert_from($1, 'UTF8') || '/' AND name < convert_from($1, 'UTF8') || '0')",
            values, 1, NULL, err));
    return ASSAY_OK;
}

static enum assay_status server_list(struct store *store, const char *folder,
                                     void (*each)(void *user, const char *name), void *user,
                                     struct assay_error *err)
{
    const struct libpq *pq = server_of(store)->postgres.pq;
    char prefix[STORE_NAME_SIZE + 1] = "";
    PGresult *names;
    struct bytes value;

    if (strcmp(folder, ".") != 0)
        snprintf(prefix, sizeof prefix, "%s/", folder);
    value = bytes_text(prefix);
    TRY(run(store,
            "SELECT DISTINCT split_part(substr(name, length(p) + 1), '/', 1) FROM " TABLE
            ", convert_from($1::bytea, 'UTF8') AS p"
            " WHERE p = '' OR (name > p AND name < left(p, -1) || '0')", /* '0' follows '/' */
            &value, 1, &names, err));
    for (int i = 0; i < pq->PQntuples(names); i++)
        each(user, pq->PQgetvalue(names, i, 0));
    pq->PQclear(names);
    return ASSAY_OK;
}

/* Of the session, so that a writer that is gone holds it no longer; of this table alone. */
static enum assay_status server_lock(struct store *store, struct assay_error *err)
{
    TRY(run(store, "SET lock_timeout = '5s'", NULL, 0, NULL, err));
    return run(store,
               "SELECT pg_advisory_lock(hashtext('" TABLE "'), '" TABLE
               "'::regclass::oid::integer)",
               NULL, 0, NULL, err);
}

static void server_free(struct store *store)
{
    postgres_close(&server_of(store)->postgres); /* what was not committed is gone with it */
    free(store);
}

static const struct store_kind postgres_kind = {
    .open = server_open,
    .write = server_write,
    .sync = server_sync,
    .commit = server_commit,
    .put = server_put,
    .remove = server_remove,
    .list = server_list,
    .lock = server_lock,
    .free = server_free,
};

static ASSAY_RESULT has_table(struct store *store, bool *out, struct assay_error *err)
{
    PGresult *found;
    const struct libpq *pq = server_of(store)->postgres.pq;

    TRY(run(store, "SELECT 1 WHERE to_regclass('" TABLE "') IS NOT NULL", NULL, 0, &found, err));
    *out = pq->PQntuples(found) > 0;
    pq->PQclear(found);
    return ASSAY_OK;
}

/* Two may begin at once: the lock lets one of them find the table made. */
static ASSAY_RESULT make_table(struct store *store, struct assay_error *err)
{
    struct postgres *postgres = &server_of(store)->postgres;

    TRY(postgres_begin(postgres, err));
    TRY(run(store, "SELECT pg_advisory_xact_lock(hashtext('" TABLE "'), 0)", NULL, 0, NULL, err));
    TRY(run(store,
            "CREATE TABLE IF NOT EXISTS " TABLE " (name text COLLATE \"C\" NOT NULL,"
            " part integer NOT NULL, content bytea NOT NULL, PRIMARY KEY (name, part))",
            NULL, 0, NULL, err));
    return postgres_end(postgres, err);
}

static ASSAY_RESULT fail_missing(const struct store *store, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EMISSING, ASSAY_NO_OFFSET, "there is no ledger in %s", store->where);

    assay_error_id(err, "ledger.missing");
    assay_error_path(err, store->where);
    assay_error_why(err, "the database has no table " TABLE " on its search path");
    assay_error_do(err, "assay ledger init --ledger postgresql://...      (makes it)");
    return status;
}

enum assay_status store_postgres_open(const char *address, bool create, struct store **out,
                                      struct assay_error *err)
{
    CLEANUP(store_freep) struct store *store = NULL;
    struct server *server = calloc(1, sizeof *server);
    bool found;

    if (!server)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a ledger");
    store = &server->store;
    store->kind = &postgres_kind;
    TRY(postgres_connect(&server->postgres, address, err));
    store->where = server->postgres.where;
    TRY(has_table(store, &found, err));
    if (!found && !create)
        return fail_missing(store, err);
    if (!found)
        TRY(make_table(store, err));
    if (!create) {
        TRY(run(store, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", NULL, 0, NULL, err));
        server->reads = server->postgres.open = true;
    }
    *out = TAKE(store);
    return ASSAY_OK;
}
