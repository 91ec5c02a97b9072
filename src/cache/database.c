/*
 * database.c - the SQLite database behind database.h.
 *
 * SQLite is told to distrust the file (defensive, no triggers' doing, cells checked) and never maps
 * it: a file that shrinks must not end the run. It need not survive a crash of the machine, so it
 * is not synced: what then does not fit together is found damaged and made anew.
 */

#include "cache/database.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"

enum {
    FORMAT = 2,            /* of tables and values; another one is made anew */
    WAIT_MS = 500,         /* for another process that writes */
    ROW_OVERHEAD = 32,     /* bytes of a row beside key and value, about */
    SIGNATURE = 0x61737361 /* "assa", as application_id */
};

static const char schema[] =
    "CREATE TABLE scopes(number INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE,"
    " changes INTEGER NOT NULL);"
    "CREATE TABLE results(scope INTEGER NOT NULL, key BLOB NOT NULL, day INTEGER NOT NULL,"
    " value BLOB NOT NULL, PRIMARY KEY(scope, key)) WITHOUT ROWID;";

/* The statements, made when first used. */
enum statement {
    FIND_SCOPE,
    ADD_SCOPE,
    COUNT_CHANGE,
    EACH,
    FIND,
    PUT,
    TOUCH,
    OLDEST,
    DROP_DAY,
    COUNT,
    STATEMENTS
};

static const char *const texts[STATEMENTS] = {
    [FIND_SCOPE] = "SELECT number, changes FROM scopes WHERE digest = ?1",
    [ADD_SCOPE] = "INSERT INTO scopes(digest, changes) VALUES(?1, 0)",
    [COUNT_CHANGE] = "UPDATE scopes SET changes = changes + 1 WHERE number = ?1",
    [EACH] = ("SELECT key, day, CASE WHEN length(value) <= ?2 THEN value END"
              " FROM results WHERE scope = ?1 ORDER BY key"),
    [FIND] = "SELECT key, day, value FROM results WHERE scope = ?1 AND key = ?2",
    [PUT] = "INSERT OR REPLACE INTO results(scope, key, day, value) VALUES(?1, ?2, ?3, ?4)",
    [TOUCH] = "UPDATE results SET day = ?3 WHERE scope = ?1 AND key = ?2",
    [OLDEST] = ("SELECT day, sum(length(key) + length(value) + ?1) FROM results"
                " WHERE day < ?2 GROUP BY day ORDER BY day"),
    [DROP_DAY] = "DELETE FROM results WHERE day <= ?1",
    [COUNT] = "SELECT count(*) FROM results",
};

struct database {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    bool writing;
};

static enum assay_status status_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return ASSAY_OK;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR: /* a table that is not there, or another than ours */
    case SQLITE_MISMATCH:
    case SQLITE_CONSTRAINT:
        return ASSAY_EFORMAT;
    case SQLITE_NOMEM:
        return ASSAY_ENOMEM;
    default:
        return ASSAY_EIO;
    }
}

static enum assay_status run(struct database *database, const char *text)
{
    return status_of(sqlite3_exec(database->db, text, NULL, NULL, NULL));
}

/* The first column of the first row of what a pragma answers. */
static enum assay_status ask(struct database *database, const char *text, int64_t *number)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(database->db, text, -1, &statement, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return code == SQLITE_DONE ? ASSAY_EFORMAT : status_of(code);
}

/* ---- opening ---- */

/* A file of another user's tells us what that user likes; so does one that others may write. */
static enum assay_status check_owner(const char *path, bool create, struct assay_error *err)
{
    CLEANUP(close_cleanup) int fd = -1;
    int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (create ? O_CREAT : 0);
    struct stat status;

    fd = open(path, flags, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return assay_fail_errno(err, errno == ENOENT ? ASSAY_EMISSING : ASSAY_EIO, errno,
                                "cannot open the cache");
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != geteuid() ||
        status.st_mode & (S_IWGRP | S_IWOTH))
        return assay_fail(err, ASSAY_EIO, ASSAY_NO_OFFSET,
                          "the cache is another user's, or others may write it");
    return ASSAY_OK;
}

static enum assay_status make_folder(const char *path, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *folder = strdup(path);
    char *slash = folder ? strrchr(folder, '/') : NULL;

    if (!slash || slash == folder)
        return ASSAY_OK;
    *slash = 0;
    return file_make_folders(AT_FDCWD, folder, 0755, err);
}

static void distrust(struct database *database)
{
    sqlite3_db_config(database->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(database->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(database->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(database->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_limit(database->db, SQLITE_LIMIT_LENGTH, (int)LIMIT_CACHE_VALUE + 65536);
    sqlite3_limit(database->db, SQLITE_LIMIT_ATTACHED, 0);
}

static enum assay_status set_up(struct database *database)
{
    int64_t format = 0, signature = 0, tables = 0;

    /* Rows are read and written in order: more pages at hand would only be met for the first time,
     * which is dearer than what is done with them. */
    TRY(run(database, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA synchronous = OFF;"
                      "PRAGMA cache_size = -512"));
    TRY(ask(database, "PRAGMA user_version", &format));
    TRY(ask(database, "PRAGMA application_id", &signature));
    if (format == FORMAT && signature == SIGNATURE)
        return ASSAY_OK;
    TRY(ask(database, "SELECT count(*) FROM sqlite_schema", &tables));
    if (format != 0 || signature != 0 || tables != 0)
        return ASSAY_EFORMAT;
    TRY(run(database, "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL"));
    TRY(run(database, "BEGIN IMMEDIATE"));
    TRY(ask(database, "PRAGMA user_version", &format)); /* another process may have been first */
    if (format == 0) {
        char numbers[96];

        TRY(run(database, schema));
        snprintf(numbers, sizeof numbers, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                 SIGNATURE, FORMAT);
        TRY(run(database, numbers));
    }
    return run(database, "COMMIT");
}

enum assay_status database_open(const char *path, bool create, struct database **out,
                                struct assay_error *err)
{
    struct database *database;
    enum assay_status status;

    if (create)
        TRY(make_folder(path, err));
    TRY(check_owner(path, create, err));
    database = calloc(1, sizeof *database);
    if (!database)
        return out_of_memory(err);
    /* One thread at a time has it, as database.h says: locks of its own would be taken for each
     * column of each row. */
    status = status_of(
        sqlite3_open_v2(path, &database->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
    if (status == ASSAY_OK) {
        distrust(database);
        sqlite3_busy_timeout(database->db, WAIT_MS);
        status = set_up(database);
    }
    if (status != ASSAY_OK) {
        status = assay_fail(err, status, ASSAY_NO_OFFSET, "the cache cannot be used: %s",
                            database->db ? sqlite3_errmsg(database->db) : "no memory");
        database_close(database);
        return status;
    }
    *out = database;
    return ASSAY_OK;
}

void database_close(struct database *database)
{
    if (!database)
        return;
    for (size_t i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(database->statements[i]);
    sqlite3_close(database->db);
    free(database);
}

void database_remove(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};

    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        CLEANUP(free_cleanup) char *file = NULL;

        if (asprintf(&file, "%s%s", path, endings[i]) > 0)
            unlink(file);
    }
}

/* ---- statements ---- */

static enum assay_status use(struct database *database, enum statement which, sqlite3_stmt **out)
{
    if (!database->statements[which])
        TRY(status_of(sqlite3_prepare_v3(database->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT,
                                         &database->statements[which], NULL)));
    *out = database->statements[which];
    return ASSAY_OK;
}

/* What was bound stays the caller's until the statement is reset, which every user does. */
static void bind_bytes(sqlite3_stmt *statement, int at, struct bytes bytes)
{
    sqlite3_bind_blob64(statement, at, bytes.size ? (const void *)bytes.data : "", bytes.size,
                        SQLITE_STATIC);
}

static struct bytes column(sqlite3_stmt *statement, int at)
{
    const void *data = sqlite3_column_blob(statement, at);
    int size = sqlite3_column_bytes(statement, at);

    return bytes_of(data, data && size > 0 ? (size_t)size : 0);
}

static void read_row(sqlite3_stmt *statement, struct database_row *row)
{
    row->key = column(statement, 0);
    row->day = (uint32_t)sqlite3_column_int64(statement, 1);
    row->value = column(statement, 2);
}

/* Runs a statement that answers nothing. */
static enum assay_status finish(sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);

    sqlite3_reset(statement);
    return status_of(code);
}

/* ---- reading ---- */

enum assay_status database_scope(struct database *database, const uint8_t scope[CACHE_SCOPE_SIZE],
                                 int64_t *number, uint64_t *changes)
{
    sqlite3_stmt *statement;
    int code;

    TRY(use(database, FIND_SCOPE, &statement));
    bind_bytes(statement, 1, bytes_of(scope, CACHE_SCOPE_SIZE));
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        *number = sqlite3_column_int64(statement, 0);
        *changes = (uint64_t)sqlite3_column_int64(statement, 1);
    }
    sqlite3_reset(statement);
    return code == SQLITE_DONE ? ASSAY_EMISSING : status_of(code);
}

enum assay_status database_each(struct database *database, int64_t scope, size_t largest,
                                bool (*each)(void *state, const struct database_row *row),
                                void *state)
{
    sqlite3_stmt *statement;
    bool going = true;
    int code = SQLITE_OK;

    TRY(use(database, EACH, &statement));
    sqlite3_bind_int64(statement, 1, scope);
    sqlite3_bind_int64(statement, 2, (int64_t)largest);
    while (going && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        struct database_row row;

        read_row(statement, &row);
        going = each(state, &row);
    }
    sqlite3_reset(statement);
    return status_of(code);
}

enum assay_status database_find(struct database *database, int64_t scope, struct bytes key,
                                struct database_row *row)
{
    sqlite3_stmt *statement;
    int code;

    TRY(use(database, FIND, &statement));
    sqlite3_reset(statement); /* of the last call, whose row was valid until now */
    sqlite3_bind_int64(statement, 1, scope);
    bind_bytes(statement, 2, key);
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        read_row(statement, row);
        return ASSAY_OK;
    }
    sqlite3_reset(statement);
    return code == SQLITE_DONE ? ASSAY_EMISSING : status_of(code);
}

enum assay_status database_count(struct database *database, uint64_t *rows)
{
    sqlite3_stmt *statement;
    int code;

    TRY(use(database, COUNT, &statement));
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *rows = (uint64_t)sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    return status_of(code);
}

/* ---- writing ---- */

static void give_up(struct database *database)
{
    if (database->writing && sqlite3_exec(database->db, "ROLLBACK", NULL, NULL, NULL) == SQLITE_OK)
        database->writing = false;
}

/* A failure ends the writing, so that nothing half done is left to others. */
static enum assay_status checked(struct database *database, enum assay_status status)
{
    if (status != ASSAY_OK)
        give_up(database);
    return status;
}

static enum assay_status add_scope(struct database *database, const uint8_t scope[CACHE_SCOPE_SIZE],
                                   int64_t *number)
{
    uint64_t changes;
    enum assay_status status = database_scope(database, scope, number, &changes);
    sqlite3_stmt *statement;

    if (status != ASSAY_EMISSING)
        return status;
    TRY(use(database, ADD_SCOPE, &statement));
    bind_bytes(statement, 1, bytes_of(scope, CACHE_SCOPE_SIZE));
    TRY(finish(statement));
    *number = sqlite3_last_insert_rowid(database->db);
    return ASSAY_OK;
}

static enum assay_status begin_change(struct database *database,
                                      const uint8_t scope[CACHE_SCOPE_SIZE], int64_t *number)
{
    sqlite3_stmt *statement;

    TRY(add_scope(database, scope, number));
    TRY(use(database, COUNT_CHANGE, &statement));
    sqlite3_bind_int64(statement, 1, *number);
    return finish(statement);
}

enum assay_status database_begin(struct database *database, const uint8_t scope[CACHE_SCOPE_SIZE],
                                 int64_t *number)
{
    if (database
            ->statements[FIND]) /* an open reader would hold a snapshot older than the writer's */
        sqlite3_reset(database->statements[FIND]);
    TRY(run(database, "BEGIN IMMEDIATE"));
    database->writing = true;
    return checked(database, begin_change(database, scope, number));
}

enum assay_status database_put(struct database *database, int64_t scope,
                               const struct database_row *row)
{
    sqlite3_stmt *statement;

    TRY(checked(database, use(database, PUT, &statement)));
    sqlite3_bind_int64(statement, 1, scope);
    bind_bytes(statement, 2, row->key);
    sqlite3_bind_int64(statement, 3, row->day);
    bind_bytes(statement, 4, row->value);
    return checked(database, finish(statement));
}

enum assay_status database_touch(struct database *database, int64_t scope, struct bytes key,
                                 uint32_t day)
{
    sqlite3_stmt *statement;

    TRY(checked(database, use(database, TOUCH, &statement)));
    sqlite3_bind_int64(statement, 1, scope);
    bind_bytes(statement, 2, key);
    sqlite3_bind_int64(statement, 3, day);
    return checked(database, finish(statement));
}

/* Bytes that the database holds; free pages will be used again and do not count. */
static enum assay_status size_now(struct database *database, uint64_t *size)
{
    int64_t pages = 0, unused = 0, page = 0;

    TRY(ask(database, "PRAGMA page_count", &pages));
    TRY(ask(database, "PRAGMA freelist_count", &unused));
    TRY(ask(database, "PRAGMA page_size", &page));
    *size = (uint64_t)(pages - unused) * (uint64_t)page;
    return ASSAY_OK;
}

/* The last day of those before `today` that together hold `excess` bytes at least, oldest first; -1
 * where there is none before it. Rows take more in the file than they hold: whoever asks asks on.
 */
static enum assay_status day_to_drop(struct database *database, uint32_t today, uint64_t excess,
                                     int64_t *day)
{
    sqlite3_stmt *statement;
    uint64_t held = 0;
    int code = SQLITE_DONE;

    *day = -1;
    TRY(use(database, OLDEST, &statement));
    sqlite3_bind_int64(statement, 1, ROW_OVERHEAD);
    sqlite3_bind_int64(statement, 2, today);
    while (held < excess && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        *day = sqlite3_column_int64(statement, 0);
        held += (uint64_t)sqlite3_column_int64(statement, 1);
    }
    sqlite3_reset(statement);
    return status_of(code);
}

static enum assay_status drop_until(struct database *database, int64_t day)
{
    sqlite3_stmt *statement;

    TRY(use(database, DROP_DAY, &statement));
    sqlite3_bind_int64(statement, 1, day);
    return finish(statement);
}

/* What was used today stays: to let it go for more of today's would be work for nothing. */
static enum assay_status make_room(struct database *database, uint32_t today, uint64_t limit,
                                   uint64_t more)
{
    uint64_t size;
    int64_t day = 0;

    TRY(size_now(database, &size));
    while (more > limit || size > limit - more) {
        /* A tenth more than is asked for, so that the next run need not do it again. */
        TRY(day_to_drop(database, today, size + more - limit + limit / 10, &day));
        if (day < 0)
            return ASSAY_EIO;
        TRY(drop_until(database, day));
        TRY(size_now(database, &size));
    }
    return ASSAY_OK;
}

enum assay_status database_make_room(struct database *database, uint32_t today, uint64_t limit,
                                     uint64_t more)
{
    return checked(database, make_room(database, today, limit, more));
}

enum assay_status database_drop(struct database *database, uint32_t before)
{
    return checked(database, drop_until(database, (int64_t)before - 1));
}

enum assay_status database_end(struct database *database)
{
    TRY(checked(database, run(database, "COMMIT")));
    database->writing = false;
    return ASSAY_OK;
}
