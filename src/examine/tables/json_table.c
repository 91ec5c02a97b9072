/* json_table.c - see json_table.h. */

#include "examine/tables/json_table.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"

enum {
    FIRST_PLACES = 64, /* of the table of keys; a power of two */
    WAY_MOST = (LIMIT_DOCUMENT_DEPTH + 1) * (JSON_TABLE_TEXT + 1),
};

/* A key that was met: the hash of its name, and its column. */
struct json_table_key {
    uint64_t digest;
    uint32_t column;
    bool used;
};

enum assay_status json_table_init(struct json_table *json, struct json_scan *scan,
                                  struct evidence *evidence)
{
    *json = (struct json_table){.scan = scan};
    buf_init(&json->way, WAY_MOST);
    return data_table_init(&json->table, evidence, scan->cursor->err);
}

void json_table_clear(struct json_table *json)
{
    data_table_clear(&json->table);
    buf_clear(&json->way);
    free(json->keys);
    json->keys = NULL;
}

/* The place of a digest, or the free one where it belongs. */
static struct json_table_key *find_place(struct json_table_key *keys, size_t places,
                                         uint64_t digest)
{
    size_t at = (size_t)(digest ^ digest >> 32) & (places - 1);

    while (keys[at].used && keys[at].digest != digest)
        at = (at + 1) & (places - 1);
    return &keys[at];
}

static ASSAY_RESULT grow_keys(struct json_table *json)
{
    size_t places = json->places ? 2 * json->places : FIRST_PLACES;
    struct json_table_key *keys = calloc(places, sizeof *keys);

    if (!keys)
        return cursor_fail_at(json->scan->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                              "out of memory for keys");
    for (size_t i = 0; i < json->places; i++)
        if (json->keys[i].used)
            *find_place(keys, places, json->keys[i].digest) = json->keys[i];
    free(json->keys);
    json->keys = keys;
    json->places = places;
    return ASSAY_OK;
}

static ASSAY_RESULT reach(struct json_table *json, size_t column)
{
    if (column >= LIMIT_COLUMNS)
        json->too_many = true;
    return data_table_reach(&json->table, column + 1, json->scan->cursor->err);
}

/* Where names are read: those of a map inside a record follow the names that lead to it. */
struct level {
    struct text_hasher path; /* of them, with a dot behind; of an inner level */
    size_t size;             /* their bytes in `way` */
    bool inner;
};

/* A member of a record whose name was read. */
struct member {
    struct json_table_key *key; /* its place; until the next name is read */
    struct text_hasher path;    /* of an inner level */
    uint64_t digest;            /* of its path */
    uint32_t column;            /* LIMIT_COLUMNS for one that is not watched */
    bool known, cut, inner;
};

/* Looks the name just read up; of one that is not known its path is in `way`. */
static ASSAY_RESULT find_member(struct json_table *json, const struct level *level,
                                struct member *member)
{
    const struct json_scan *scan = json->scan;

    *member = (struct member){.digest = scan->text_digest,
                              .column = LIMIT_COLUMNS,
                              .cut = scan->cut,
                              .inner = level->inner};
    if (level->inner) {
        member->path = level->path;
        text_hasher_add(&member->path, scan->text);
        if (scan->cut) /* no such path, but its own */
            text_hasher_add(&member->path, bytes_of(&member->digest, sizeof member->digest));
        member->digest = text_hasher_end(&member->path);
        json->table.unsketched |= scan->cut;
    }
    if (json->key_count * 2 >= json->places)
        TRY(grow_keys(json));
    member->key = find_place(json->keys, json->places, member->digest);
    member->known = member->key->used;
    if (member->known) {
        member->column = member->key->column;
        return ASSAY_OK;
    }
    buf_add(&json->way, scan->text.data, scan->text.size);
    return buf_status(&json->way, scan->cursor->err);
}

/* The same of one that the scan knew at once, at that place. */
static ASSAY_RESULT find_usual_member(struct json_table *json, const struct level *level,
                                      size_t place, struct member *member)
{
    struct json_table_usual *usual = &json->usual[place];
    const uint64_t digest = json->scan->text_digest;

    if (usual->known && usual->digest == digest) {
        *member = (struct member){.digest = digest, .column = usual->column, .known = true};
        return ASSAY_OK;
    }
    TRY(find_member(json, level, member));
    *usual = (struct json_table_usual){digest, member->column, member->known};
    return ASSAY_OK;
}

/* A column for a member that has none; maps inside of records have few. */
static ASSAY_RESULT add_column(struct json_table *json, struct member *member)
{
    struct assay_error *err = json->scan->cursor->err;
    uint32_t column = (uint32_t)json->table.count;

    if (member->inner && column >= JSON_TABLE_COLUMNS)
        return ASSAY_OK;
    TRY(reach(json, column));
    if (column >= LIMIT_COLUMNS)
        return ASSAY_OK;
    TRY(data_table_name_in(&json->table, column, buf_bytes(&json->way), json->in, err));
    if (member->cut)
        json->table.columns[column].name_hash = member->digest;
    *member->key =
        (struct json_table_key){.digest = member->digest, .column = column, .used = true};
    member->column = column;
    json->key_count++;
    return ASSAY_OK;
}

/* What a scalar is in the text of a plain table. */
static struct bytes text_of(const struct json_scan *scan, enum json_token token)
{
    switch (token) {
    case JSON_TRUE:
        return BYTES("true");
    case JSON_FALSE:
        return BYTES("false");
    case JSON_NULL:
        return BYTES("");
    default:
        return scan->text;
    }
}

static enum cell_type type_of(enum json_token token)
{
    switch (token) {
    case JSON_INT:
        return CELL_INTEGER;
    case JSON_REAL:
        return CELL_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE:
        return CELL_BOOLEAN;
    case JSON_NULL:
        return CELL_EMPTY;
    default: /* a text stays a text, whatever figures it has in it */
        return CELL_TEXT;
    }
}

/* Names from the column to where the scan is; one of each level that is open. */
struct path {
    struct text_hasher levels[LIMIT_DOCUMENT_DEPTH + 1];
    struct text_hasher here; /* of the member whose value comes next */
    bool named;
};

static void add_leaf(struct json_table *json, const struct path *path, enum json_token token)
{
    const struct json_scan *scan = json->scan;
    const struct text_hasher *here = path->named ? &path->here : &path->levels[scan->depth];
    uint64_t name = text_hasher_end(here);

    if (token == JSON_TEXT && scan->cut)
        data_table_long_leaf(name, scan->text_digest, &json->row);
    else
        data_table_leaf(name, text_of(scan, token), &json->row);
}

/* Reads a list or a map to its end: items of a list have the list's own path. Out of line, for it
 * takes room that other values need not. */
__attribute__((noinline)) static ASSAY_RESULT read_nested(struct json_table *json,
                                                          const struct member *member)
{
    struct json_scan *scan = json->scan;
    const unsigned outer = scan->depth;
    struct path path = {0};

    data_table_nested(&json->table, member->column);
    if (member->inner)
        path.levels[outer] = member->path;
    else
        data_table_path(&json->table, member->column, &path.levels[outer]);
    while (scan->depth >= outer) {
        unsigned before = scan->depth;
        enum json_token token;

        TRY(json_next(scan, &token));
        if (token == JSON_NAME) {
            path.here = path.levels[before];
            text_hasher_add(&path.here, BYTES("."));
            text_hasher_add(&path.here, scan->text);
            json->table.unsketched |= scan->cut;
        } else if (token == JSON_OBJECT || token == JSON_ARRAY) {
            path.levels[scan->depth] = path.named ? path.here : path.levels[before];
        } else if (token != JSON_OBJECT_END && token != JSON_ARRAY_END) {
            add_leaf(json, &path, token);
        }
        path.named = token == JSON_NAME;
    }
    return ASSAY_OK;
}

/* Of the value just read. */
static inline void tell_place(const struct json_table *json, struct assay_place *place)
{
    const uint64_t into = json->scan->at - json->line_at;

    *place = (struct assay_place){.offset = json->scan->at};
    if (json->line == 0)
        return;
    place->line = json->line < UINT32_MAX ? (uint32_t)json->line : UINT32_MAX;
    place->column = into < UINT32_MAX ? (uint32_t)into + 1 : UINT32_MAX;
}

/* A value of an inner level that has no column: a leaf of its row all the same. */
static void add_unwatched(struct json_table *json, const struct member *member,
                          enum json_token token)
{
    const struct json_scan *scan = json->scan;

    if (token == JSON_TEXT && scan->cut)
        data_table_long_leaf(member->digest, scan->text_digest, &json->row);
    else
        data_table_leaf(member->digest, text_of(scan, token), &json->row);
}

/* Reads the rest of the value that `token` began, as a cell. */
static ASSAY_RESULT read_cell(struct json_table *json, const struct member *member,
                              enum json_token token)
{
    const struct json_scan *scan = json->scan;
    const uint32_t column = member->column;
    struct assay_place place;
    struct bytes text = {0};

    if (!scan->options.one_line) {
        json->line = scan->line;
        json->line_at = scan->line_at;
    }
    tell_place(json, &place);
    if (token == JSON_OBJECT || token == JSON_ARRAY)
        TRY(read_nested(json, member));
    else if (member->inner && column >= LIMIT_COLUMNS)
        add_unwatched(json, member, token);
    else if (token == JSON_TEXT && scan->cut)
        data_table_long_cell(&json->table, column, scan->text_digest, &json->row);
    else
        data_table_typed_cell(&json->table, column, type_of(token), text_of(scan, token),
                              &json->row);
    if (token == JSON_INT || token == JSON_REAL || (token == JSON_TEXT && !scan->cut))
        text = scan->text;
    if (json->by_offset) {
        if (text.size > 0)
            evidence_value_at(json->table.evidence, data_table_place(&json->table, column), &place,
                              text);
        return ASSAY_OK;
    }
    if (token == JSON_TEXT && scan->hides)
        evidence_cell_escaped(json->table.evidence, data_table_place(&json->table, column),
                              scan->at, cursor_at(scan->cursor), scan->text, &place);
    else
        evidence_cell_text(json->table.evidence, data_table_place(&json->table, column),
                           cursor_at(scan->cursor), text, &place);
    return ASSAY_OK;
}

static ASSAY_RESULT refuse_repeated(const struct json_scan *scan)
{
    if (!scan->repeated)
        return ASSAY_OK;
    return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, scan->at,
                          "a key stands twice in one object");
}

/* NOLINTBEGIN(misc-no-recursion): the scan ends past LIMIT_DOCUMENT_DEPTH */
static ASSAY_RESULT read_object(struct json_table *json, const struct level *level);

/* Reads a map inside of a record: its members are columns named by the way to them. */
static ASSAY_RESULT read_inner(struct json_table *json, const struct level *level,
                               const struct member *member)
{
    struct level inner = {.path = member->path, .inner = true};

    if (member->known) {
        const struct data_table_column *column = &json->table.columns[member->column];

        buf_reset(&json->way);
        buf_text(&json->way, column->name + column->in);
    }
    if (!level->inner) {
        text_hasher_start(&inner.path);
        text_hasher_add(&inner.path, buf_bytes(&json->way));
        json->table.unsketched |= member->cut;
    }
    text_hasher_add(&inner.path, BYTES("."));
    buf_byte(&json->way, '.');
    inner.size = json->way.size;
    return read_object(json, &inner);
}

static ASSAY_RESULT read_object(struct json_table *json, const struct level *level)
{
    struct json_scan *scan = json->scan;
    enum assay_status status;
    enum json_token token;
    struct member member;

    for (;;) {
        const size_t place = json_take_usual_name(scan);

        json->way.size = level->size;
        if (place != JSON_NOT_USUAL) {
            TRY(find_usual_member(json, level, place, &member));
        } else {
            TRY(json_next(scan, &token));
            if (token == JSON_OBJECT_END)
                return ASSAY_OK;
            TRY(refuse_repeated(scan));
            TRY(find_member(json, level, &member));
        }
        status = json_next(scan, &token);
        if (status == ASSAY_OK && token == JSON_OBJECT) {
            TRY(read_inner(json, level, &member));
            continue;
        }
        if (!member.known) /* also where a value is broken: there was a name */
            TRY(add_column(json, &member));
        TRY(status);
        TRY(read_cell(json, &member, token));
    }
}
/* NOLINTEND(misc-no-recursion) */

/* Behind the brace of one cell: its first member is the value. */
static ASSAY_RESULT read_wrapped(struct json_table *json, const struct member *member)
{
    enum json_token token;
    bool first = true;

    for (;; first = false) {
        TRY(json_next(json->scan, &token));
        if (token == JSON_OBJECT_END)
            return ASSAY_OK;
        TRY(json_next(json->scan, &token));
        TRY(first ? read_cell(json, member, token) : json_skip(json->scan, token));
    }
}

/* Behind the bracket of a row's cells; `wrapped`: objects are cells with something around them. */
static ASSAY_RESULT read_array(struct json_table *json, bool wrapped)
{
    struct member member = {.column = 0};
    enum json_token token;

    for (;; member.column += member.column < UINT32_MAX) {
        TRY(json_next(json->scan, &token));
        if (token == JSON_ARRAY_END)
            return ASSAY_OK;
        TRY(reach(json, member.column));
        TRY(wrapped && token == JSON_OBJECT ? read_wrapped(json, &member)
                                            : read_cell(json, &member, token));
    }
}

enum assay_status json_table_cells(struct json_table *json, enum json_token token)
{
    json->row = (struct row_sum){0};
    if (token != JSON_OBJECT)
        return json_skip(json->scan, token);
    for (;;) {
        TRY(json_next(json->scan, &token));
        if (token == JSON_OBJECT_END)
            return ASSAY_OK;
        TRY(json_next(json->scan, &token));
        TRY(token == JSON_ARRAY ? read_array(json, true) : json_skip(json->scan, token));
    }
}

enum assay_status json_table_record(struct json_table *json, enum json_token token)
{
    const struct level outermost = {.size = 0};
    const struct member only = {.column = 0};

    json->row = (struct row_sum){0};
    if (token == JSON_OBJECT)
        return read_object(json, &outermost);
    if (token == JSON_ARRAY)
        return read_array(json, false);
    TRY(reach(json, 0));
    return read_cell(json, &only, token);
}

enum assay_status json_table_name(struct json_table *json, uint32_t column, struct bytes name)
{
    TRY(reach(json, column));
    return data_table_name_in(&json->table, column, name, json->in, json->scan->cursor->err);
}

enum assay_status json_table_names(struct json_table *json)
{
    struct json_scan *scan = json->scan;
    enum json_token token;

    for (uint32_t column = 0;; column += column < UINT32_MAX) {
        TRY(json_next(scan, &token));
        if (token == JSON_ARRAY_END)
            return ASSAY_OK;
        TRY(json_skip(scan, token));
        if (token != JSON_TEXT)
            continue;
        /* what stands in a name is in no cell of its column */
        evidence_cell(json->table.evidence, UINT32_MAX, cursor_at(scan->cursor));
        TRY(json_table_name(json, column, scan->text));
    }
}

enum assay_status json_table_column(struct json_table *json, enum json_token token,
                                    struct bytes name, uint64_t *cells)
{
    const struct member member = {.column = (uint32_t)json->table.count};
    const enum json_token end = token == JSON_OBJECT ? JSON_OBJECT_END : JSON_ARRAY_END;

    *cells = 0;
    TRY(json_table_name(json, member.column, name));
    for (;; ++*cells) {
        TRY(json_next(json->scan, &token));
        if (token == end)
            return ASSAY_OK;
        if (token == JSON_NAME) {
            TRY(refuse_repeated(json->scan));
            TRY(json_next(json->scan, &token));
        }
        TRY(read_cell(json, &member, token));
    }
}

void json_table_row(struct json_table *json)
{
    data_table_row(&json->table, &json->row);
}

static void forget_keys(struct json_table *json)
{
    free(json->keys);
    json->keys = NULL;
    json->places = json->key_count = 0;
    memset(json->usual, 0, sizeof json->usual);
}

void json_table_part(struct json_table *json)
{
    data_table_part(&json->table, json->table.count);
    forget_keys(json);
}

void json_table_drop_part(struct json_table *json)
{
    data_table_drop_part(&json->table);
    forget_keys(json);
}

void json_table_tell(struct json_table *json)
{
    struct evidence *evidence = json->table.evidence;

    evidence_int(evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, json->table.rows);
    data_table_tell(&json->table, json->table.count);
    if (json->too_many)
        evidence_gap(evidence, GAP_DATA_TRUNCATED, ASSAY_NO_OFFSET,
                     "more than %d distinct keys: the rest was not counted by column",
                     LIMIT_COLUMNS);
}
