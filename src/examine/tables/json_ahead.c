/* json_ahead.c - see json_ahead.h. */

#include "examine/tables/json_ahead.h"

#include "base/kit.h"
#include "base/word.h"
#include "examine/encoding/json_scan.h"
#include "examine/tables/column_name.h"

enum {
    TEXT_MAX = 256, /* bytes of a name that is compared */
    NAMES_MOST = 1024,
    KEYS_COMPARED = 4, /* of two records, to be alike */
};

static void scan_value(struct json_scan *scan, struct cursor *cursor, struct bytes text,
                       struct assay_error *err)
{
    while (text.size > 0 && bytes_has(BYTES(" \t\r\n:"), text.data[0]))
        text = bytes_from(text, 1);
    cursor_of_bytes(cursor, text, err);
    json_scan_init(scan, cursor, &(struct json_options){.text_max = TEXT_MAX, .not_finite = true});
}

static bool is_scalar(enum json_token token)
{
    return token >= JSON_TEXT && token <= JSON_NULL;
}

/* An index has no name. */
static bool may_be_name(struct bytes text, size_t column)
{
    return text.size == 0 ? column == 0
                          : column_name_is_possible(text) && column_name_is_likely(text);
}

/* Behind the bracket of the first row. */
static void look_at_row(struct json_scan *scan, struct json_ahead *out)
{
    enum json_token token;
    size_t width = 0;
    bool header = true;

    for (;; width++) {
        if (json_next(scan, &token) != ASSAY_OK)
            return;
        if (token == JSON_ARRAY_END)
            break;
        header = header && token == JSON_TEXT && !scan->cut && may_be_name(scan->text, width);
        if (json_skip(scan, token) != ASSAY_OK)
            return;
    }
    out->width = width;
    out->header = header && width > 1;
}

/* The names of an object of plain values. */
struct keys {
    uint64_t first[KEYS_COMPARED]; /* their digests */
    bool numbered;                 /* 0, 1 ... */
    bool identifiers;              /* one of the first names an identifier */
};

/* False where the object is none. */
static bool read_keys(struct json_scan *scan, struct keys *keys)
{
    enum json_token token;

    *keys = (struct keys){.numbered = true};
    for (size_t i = 0;; i++) {
        if (json_next(scan, &token) != ASSAY_OK)
            return i >= KEYS_COMPARED; /* more of the same is past the bytes at hand */
        if (token == JSON_OBJECT_END)
            return i > 0;
        if (i < 2 && !bytes_equal(scan->text, i == 0 ? BYTES("0") : BYTES("1")))
            keys->numbered = false;
        if (i < KEYS_COMPARED) {
            keys->first[i] = scan->text_digest;
            keys->identifiers |= column_name_is_identifier(scan->text);
        }
        if (json_next(scan, &token) != ASSAY_OK)
            return i >= KEYS_COMPARED;
        if (!is_scalar(token))
            return false;
    }
}

/* Behind the brace of a map whose members may be maps. Which of the two levels names columns is
 * told by numbers, by names of identifiers, and else by records that are alike. */
static void look_at_map(struct json_scan *scan, struct json_ahead *out)
{
    enum json_token token;
    struct keys keys[2];

    for (size_t i = 0; i < 2; i++) {
        bool identifier;

        if (json_next(scan, &token) != ASSAY_OK || token != JSON_NAME)
            return;
        identifier = column_name_is_identifier(scan->text);
        if (json_next(scan, &token) != ASSAY_OK || token != JSON_OBJECT ||
            !read_keys(scan, &keys[i]))
            return;
        if (keys[i].numbered || (identifier && !keys[i].identifiers)) {
            out->form = JSON_MAP_OF_COLUMNS; /* one may be larger than what is at hand */
            return;
        }
    }
    if (memcmp(keys[0].first, keys[1].first, sizeof keys[0].first) == 0)
        out->form = JSON_MAP_OF_RECORDS;
}

/* Behind the name of the first member of a record: {"f": [{"v": ...}, ... */
static void look_at_cells(struct json_scan *scan, struct json_ahead *out)
{
    enum json_token token;
    size_t width = 0;

    if (!bytes_equal(scan->text, BYTES("f")) || json_next(scan, &token) != ASSAY_OK ||
        token != JSON_ARRAY)
        return;
    for (;; width++) {
        if (json_next(scan, &token) != ASSAY_OK)
            return;
        if (token == JSON_ARRAY_END)
            break;
        if (token != JSON_OBJECT || json_next(scan, &token) != ASSAY_OK || token != JSON_NAME ||
            !bytes_equal(scan->text, BYTES("v")) || json_next(scan, &token) != ASSAY_OK ||
            json_skip(scan, token) != ASSAY_OK || json_next(scan, &token) != ASSAY_OK ||
            token != JSON_OBJECT_END)
            return;
    }
    out->form = JSON_LIST_OF_CELLS;
    out->width = width;
}

static void look_at_value(struct json_scan *scan, struct json_ahead *out)
{
    enum json_token token;

    if (json_next(scan, &token) != ASSAY_OK)
        return;
    if (token == JSON_OBJECT) {
        look_at_map(scan, out);
        return;
    }
    if (token != JSON_ARRAY || json_next(scan, &token) != ASSAY_OK)
        return;
    if (token == JSON_OBJECT) {
        if (json_next(scan, &token) != ASSAY_OK || (token != JSON_NAME && token != JSON_OBJECT_END))
            return;
        out->form = JSON_LIST_OF_RECORDS;
        if (token == JSON_NAME)
            look_at_cells(scan, out);
    } else if (token == JSON_ARRAY) {
        out->form = JSON_LIST_OF_ROWS;
        look_at_row(scan, out);
    } else if (is_scalar(token)) {
        out->form = JSON_LIST_OF_VALUES;
    }
}

struct json_ahead json_look_ahead(struct bytes text)
{
    struct json_ahead out = {.form = JSON_FORM_OTHER};
    struct assay_error ignored = {0};
    struct cursor cursor;
    struct json_scan scan;

    scan_value(&scan, &cursor, text, &ignored);
    look_at_value(&scan, &out);
    out.looked = (size_t)cursor_at(&cursor);
    json_scan_clear(&scan);
    return out;
}

bool json_is_header(struct bytes text)
{
    struct json_ahead row = {.header = false};
    struct assay_error ignored = {0};
    struct cursor cursor;
    struct json_scan scan;
    enum json_token token;

    scan_value(&scan, &cursor, text, &ignored);
    if (json_next(&scan, &token) == ASSAY_OK && token == JSON_ARRAY)
        look_at_row(&scan, &row);
    json_scan_clear(&scan);
    return row.header;
}

static void add_name(struct buf *names, struct bytes name)
{
    for (size_t i = 0; i < name.size; i++)
        buf_byte(names, name.data[i] ? name.data[i] : '?');
    buf_byte(names, 0);
}

/* Behind the brace of an object that describes a column; its name, or nothing, is added. */
static bool read_described(struct json_scan *scan, struct buf *names)
{
    static const char *const keys[] = {"name", "label", "fieldName", "column_name", "columnName"};
    const size_t before = names->size;
    enum json_token token;

    for (;;) {
        bool wanted;

        if (json_next(scan, &token) != ASSAY_OK)
            return false;
        if (token == JSON_OBJECT_END)
            break;
        wanted = names->size == before && bytes_is_one_of(scan->text, keys, ARRAY_LEN(keys));
        if (json_next(scan, &token) != ASSAY_OK)
            return false;
        if (wanted && token == JSON_TEXT)
            add_name(names, scan->text);
        if (json_skip(scan, token) != ASSAY_OK)
            return false;
    }
    return names->size > before;
}

static size_t read_names(struct json_scan *scan, struct buf *names)
{
    enum json_token token;

    if (json_next(scan, &token) != ASSAY_OK || token != JSON_ARRAY)
        return 0;
    for (size_t count = 0; count < NAMES_MOST; count++) {
        if (json_next(scan, &token) != ASSAY_OK)
            return 0;
        if (token == JSON_ARRAY_END)
            return count;
        if (token == JSON_TEXT)
            add_name(names, scan->text);
        else if (token != JSON_OBJECT || !read_described(scan, names))
            return 0;
    }
    return 0;
}

size_t json_names_ahead(struct bytes text, struct buf *names)
{
    struct assay_error ignored = {0};
    struct cursor cursor;
    struct json_scan scan;
    size_t count;

    buf_reset(names);
    scan_value(&scan, &cursor, text, &ignored);
    count = read_names(&scan, names);
    json_scan_clear(&scan);
    if (count == 0 && names->status == ASSAY_OK)
        buf_reset(names);
    return count;
}

bool json_tells_columns(struct bytes name)
{
    static const char *const names[] = {"cols",        "column_names", "columns", "feature_names",
                                        "fields",      "header",       "headers", "names",
                                        "columnnames", "columnheaders"};

    return word_is_one_of(name, names, ARRAY_LEN(names));
}
