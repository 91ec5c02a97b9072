/*
 * inspect_sqlite.c - SQLite databases: each table's rows, cell by cell, and what lies in free pages
 * and between cells, where deleted rows are. Source: "Database File Format", 2.6 (the schema).
 *
 * Indexes repeat what their tables hold: their pages are looked at for what is free in them alone.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "base/utf16.h"
#include "examine/inspect.h"
#include "examine/tables/data_table.h"
#include "examine/tables/sqlite_file.h"
#include "examine/tables/sqlite_schema.h"
#include "inventory/gaps.h"

#define MAGIC "SQLite format 3"

/* One line of the schema. */
struct entry {
    bool is_table;
    char *name;
    uint32_t root; /* page of its tree; 0: none */
    struct bytes sql;
};

struct database {
    struct sqlite_file file;
    struct evidence *evidence;
    struct data_table table;
    struct entry *entries;
    size_t count, capacity;
    uint64_t user_tables, rows;

    const struct entry *entry; /* the table that is walked */
    struct sqlite_table form;
    size_t *order; /* of the values of its records */
    size_t ordered;
    struct buf text;
};

static void database_clear(struct database *db)
{
    for (size_t i = 0; i < db->count; i++) {
        free(db->entries[i].name);
        free((void *)(uintptr_t)db->entries[i].sql.data);
    }
    free(db->entries);
    free(db->order);
    sqlite_table_clear(&db->form);
    data_table_clear(&db->table);
    sqlite_file_clear(&db->file);
    buf_clear(&db->text);
}

static ASSAY_RESULT no_memory(struct database *db)
{
    return cursor_fail_at(db->file.cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
}

/* A value as text, valid until the next one. */
static struct bytes text_of(struct database *db, const struct sqlite_value *value)
{
    buf_reset(&db->text);
    switch (value->type) {
    case SQLITE_IS_NULL:
        break;
    case SQLITE_IS_INTEGER:
        buf_printf(&db->text, "%" PRId64, value->integer);
        break;
    case SQLITE_IS_REAL:
        buf_printf(&db->text, "%.17g", value->real);
        break;
    case SQLITE_IS_TEXT:
        if (db->file.encoding == TEXTS_UTF8)
            return value->bytes;
        utf16_decode(&db->text, value->bytes, db->file.encoding == TEXTS_UTF16BE);
        break;
    case SQLITE_IS_BLOB:
        return value->bytes;
    }
    return buf_bytes(&db->text);
}

static enum cell_type type_of(enum sqlite_type type)
{
    static const enum cell_type types[] = {[SQLITE_IS_NULL] = CELL_EMPTY,
                                           [SQLITE_IS_INTEGER] = CELL_INTEGER,
                                           [SQLITE_IS_REAL] = CELL_NUMBER,
                                           [SQLITE_IS_TEXT] = CELL_TEXT,
                                           [SQLITE_IS_BLOB] = CELL_TEXT};

    return types[type];
}

static void hand_text(struct database *db, struct bytes text, uint64_t offset)
{
    if (text.size > 0)
        evidence_value(db->evidence, EVIDENCE_NO_COLUMN, 0, offset, text);
}

static void hand_unused(void *user, struct bytes bytes, uint64_t offset)
{
    hand_text(user, bytes, offset);
}

static ASSAY_RESULT bad_record(struct database *db, uint64_t offset)
{
    return cursor_fail_at(db->file.cursor, ASSAY_EFORMAT, offset,
                          "a record whose values do not fit in it");
}

/* type, name, tbl_name, rootpage, sql */
static ASSAY_RESULT add_entry(struct database *db, const struct sqlite_value values[5],
                              uint64_t offset)
{
    struct entry *entry;
    struct bytes text;

    if (values[0].type != SQLITE_IS_TEXT || values[1].type != SQLITE_IS_TEXT ||
        values[3].integer < 0 || values[3].integer > UINT32_MAX)
        return bad_record(db, offset);
    if (db->count == LIMIT_SQLITE_TABLES)
        return cursor_fail_at(db->file.cursor, ASSAY_ELIMIT, offset, "more than %d tables",
                              LIMIT_SQLITE_TABLES);
    if (!HAS_ROOM(db->entries, db->count, db->capacity))
        return no_memory(db);
    entry = &db->entries[db->count];
    *entry = (struct entry){.root = (uint32_t)values[3].integer};
    entry->is_table = bytes_equal(text_of(db, &values[0]), BYTES("table"));
    text = text_of(db, &values[1]);
    entry->name = text.size ? strndup((const char *)text.data, text.size) : strdup("");
    text = text_of(db, &values[4]);
    entry->sql = bytes_of(malloc(text.size + 1), text.size);
    db->count++;
    if (!entry->name || !entry->sql.data)
        return no_memory(db);
    if (text.size)
        memcpy((void *)(uintptr_t)entry->sql.data, text.data, text.size);
    hand_text(db, entry->sql, offset);
    return ASSAY_OK;
}

static enum assay_status read_schema_record(void *user, int64_t rowid, struct bytes payload,
                                            uint64_t offset)
{
    struct sqlite_value values[5] = {0};
    struct database *db = user;
    struct sqlite_record record;
    bool broken = false;

    (void)rowid;
    if (!sqlite_record_open(payload, &record))
        return bad_record(db, offset);
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        if (!sqlite_record_next(&record, &values[i], &broken))
            return bad_record(db, offset);
    return add_entry(db, values, offset);
}

/* A value of the present row; `column`: of the table, or one past those that it has. */
static ASSAY_RESULT add_value(struct database *db, size_t column, const struct sqlite_value *value,
                              uint64_t offset, struct row_sum *row)
{
    struct bytes text = text_of(db, value);

    if (column >= db->form.count) {
        if (db->form.count > 0) { /* more than the schema knows */
            hand_text(db, text, offset);
            return ASSAY_OK;
        }
        TRY(data_table_reach(&db->table, column + 1, db->file.cursor->err));
    }
    data_table_typed_cell(&db->table, column, type_of(value->type), text, row);
    if (value->type != SQLITE_IS_NULL)
        evidence_value(db->evidence, data_table_place(&db->table, column), db->table.rows, offset,
                       text);
    return ASSAY_OK;
}

static enum assay_status read_row(void *user, int64_t rowid, struct bytes payload, uint64_t offset)
{
    struct database *db = user;
    struct sqlite_record record;
    struct sqlite_value value;
    struct row_sum row = {0};
    bool broken;
    size_t at = 0;

    if (!sqlite_record_open(payload, &record))
        return bad_record(db, offset);
    for (; sqlite_record_next(&record, &value, &broken); at++) {
        size_t column = at < db->ordered ? db->order[at] : db->form.count + (at - db->ordered);

        if (column < db->form.count && db->form.columns[column].is_rowid &&
            value.type == SQLITE_IS_NULL)
            value = (struct sqlite_value){.type = SQLITE_IS_INTEGER, .integer = rowid};
        TRY(add_value(db, column, &value, offset, &row));
    }
    if (broken)
        return bad_record(db, offset);
    TRY(buf_status(&db->text, db->file.cursor->err));
    data_table_row(&db->table, &row);
    return ASSAY_OK;
}

/* Tables of the library's own: counters, and samples of what tables hold. */
static enum assay_status read_own_row(void *user, int64_t rowid, struct bytes payload,
                                      uint64_t offset)
{
    struct database *db = user;
    struct sqlite_record record;
    struct sqlite_value value;
    bool broken;

    (void)rowid;
    if (!sqlite_record_open(payload, &record))
        return bad_record(db, offset);
    while (sqlite_record_next(&record, &value, &broken))
        if (value.type == SQLITE_IS_TEXT || value.type == SQLITE_IS_BLOB)
            hand_text(db, text_of(db, &value), offset);
    return broken ? bad_record(db, offset) : ASSAY_OK;
}

static bool is_own(const struct entry *entry)
{
    return strncasecmp(entry->name, "sqlite_", 7) == 0;
}

static ASSAY_RESULT begin_table(struct database *db)
{
    struct sqlite_table *form = &db->form;

    sqlite_table_clear(form);
    db->ordered = 0;
    if (!sqlite_table_read(db->entry->sql, form))
        sqlite_table_clear(form); /* columns have numbers, as they come */
    free(db->order);
    db->order = calloc(form->count + 1, sizeof *db->order);
    if (!db->order)
        return no_memory(db);
    db->ordered = sqlite_table_order(form, db->order);
    TRY(data_table_reach(&db->table, form->count, db->file.cursor->err));
    for (size_t i = 0; i < form->count; i++)
        TRY(data_table_name_in(&db->table, i, bytes_text(form->columns[i].name),
                               db->user_tables > 1 ? db->entry->name : NULL, db->file.cursor->err));
    return ASSAY_OK;
}

static ASSAY_RESULT read_table(struct database *db)
{
    const struct sqlite_visitor rows = {read_row, hand_unused, db};
    enum assay_status status;

    TRY(begin_table(db));
    status = sqlite_walk(&db->file, db->entry->root, true, &rows);
    evidence_list(db->evidence, ASSAY_FACT_DATASET_TABLES, MEASURED, bytes_text(db->entry->name));
    db->rows += db->table.rows;
    if (status != ASSAY_OK)
        data_table_lose_rows(&db->table);
    data_table_part(&db->table, db->table.count);
    return status;
}

static ASSAY_RESULT read_entry(struct database *db)
{
    const struct sqlite_visitor own = {read_own_row, hand_unused, db};

    if (db->entry->root == 0)
        return ASSAY_OK; /* a view, a trigger, a table that a module makes up */
    if (!db->entry->is_table)
        return sqlite_walk(&db->file, db->entry->root, false, &own);
    return is_own(db->entry) ? sqlite_walk(&db->file, db->entry->root, true, &own) : read_table(db);
}

/* What is wrong with one tree is told, and the next one is read. */
static ASSAY_RESULT told(struct database *db, enum assay_status status)
{
    const struct assay_error *failure = db->file.cursor->err;

    if (status != ASSAY_EFORMAT && status != ASSAY_ELIMIT)
        return status;
    if (db->entry)
        evidence_gap(db->evidence, GAP_DATA_BAD_RECORD, failure->offset, "%s %s: %s",
                     db->entry->is_table ? "table" : "index", db->entry->name, failure->text);
    else
        evidence_gap(db->evidence, GAP_DATA_BAD_RECORD, failure->offset, "the schema: %s",
                     failure->text);
    return ASSAY_OK;
}

static ASSAY_RESULT read_database(struct database *db)
{
    const struct sqlite_visitor schema = {read_schema_record, hand_unused, db};

    TRY(told(db, sqlite_walk(&db->file, 1, true, &schema)));
    for (size_t i = 0; i < db->count; i++)
        db->user_tables +=
            db->entries[i].is_table && db->entries[i].root && !is_own(&db->entries[i]);
    for (size_t i = 0; i < db->count; i++) {
        db->entry = &db->entries[i];
        TRY(told(db, read_entry(db)));
    }
    db->entry = NULL;
    return sqlite_rest(&db->file, &schema);
}

static void tell(struct database *db)
{
    static const char *const names[] = {
        [TEXTS_UTF8] = "utf-8", [TEXTS_UTF16LE] = "utf-16le", [TEXTS_UTF16BE] = "utf-16be"};
    uint64_t whole = (uint64_t)db->file.pages * db->file.page_size;

    evidence_int(db->evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, db->rows);
    evidence_text(db->evidence, ASSAY_FACT_DATASET_ENCODING, MEASURED,
                  bytes_text(names[db->file.encoding]));
    data_table_tell(&db->table, 0);
    if (whole != db->file.cursor->size || db->file.declared_pages > db->file.pages)
        evidence_gap(db->evidence, GAP_DATA_TRUNCATED, whole,
                     "the file ends in page %" PRIu32 " of %" PRIu32, db->file.pages + 1,
                     db->file.declared_pages);
}

static enum assay_status sqlite_read(struct cursor *cursor, const struct subject *subject,
                                     struct evidence *evidence)
{
    CLEANUP(database_clear) struct database db = {.evidence = evidence};

    (void)subject;
    buf_init(&db.text, 2 * LIMIT_SQLITE_RECORD);
    TRY(data_table_init(&db.table, evidence, cursor->err));
    TRY(sqlite_file_open(&db.file, cursor));
    TRY(read_database(&db));
    tell(&db);
    return ASSAY_OK;
}

static unsigned sqlite_bid(const struct subject *subject)
{
    return bytes_starts(subject->head, bytes_of(MAGIC, sizeof MAGIC)) ? 8 * sizeof MAGIC : 0;
}

const struct inspector inspect_sqlite = {.format = "sqlite",
                                         .kind = ASSAY_KIND_DATASET,
                                         .packed = true,
                                         .bid = sqlite_bid,
                                         .read = sqlite_read};
