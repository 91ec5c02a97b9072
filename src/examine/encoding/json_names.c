/* json_names.c - what of json_names.h is not needed for each name. */

#include "examine/encoding/json_names.h"

#include <stdlib.h>

#include "base/limits.h"

enum { NAMES_FIRST = 64 };

void json_names_free(struct json_names *names)
{
    if (!names)
        return;
    free(names->stack);
    free(names->table);
    free(names);
}

enum assay_status json_names_new(struct json_scan *scan)
{
    scan->names = calloc(1, sizeof *scan->names);
    return scan->names ? ASSAY_OK
                       : cursor_fail_at(scan->cursor, ASSAY_ENOMEM, scan->at, "out of memory");
}

enum assay_status json_names_grow(struct json_scan *scan)
{
    struct json_names *names = scan->names;
    size_t capacity = names->capacity ? names->capacity * 2 : NAMES_FIRST;
    uint64_t *stack, *table;

    if (capacity > LIMIT_JSON_NAMES)
        return cursor_fail_at(scan->cursor, ASSAY_ELIMIT, scan->at,
                              "more than %u names in open objects", LIMIT_JSON_NAMES);
    stack = realloc(names->stack, capacity * sizeof *stack);
    if (stack)
        names->stack = stack;
    table = calloc(capacity * 2, sizeof *table);
    if (!stack || !table) {
        free(table);
        return cursor_fail_at(scan->cursor, ASSAY_ENOMEM, scan->at, "out of memory");
    }
    free(names->table);
    names->table = table;
    names->capacity = capacity;
    for (size_t i = 0; i < names->count; i++)
        table[json_names_place(names, stack[i])] = stack[i];
    return ASSAY_OK;
}

/* The outermost object's names are the usual ones no more: from here on they are placed. No other
 * object is open, or its names would stand on the stack already. */
static enum assay_status stray(struct json_scan *scan)
{
    struct json_names *names = scan->names;
    bool ignored;

    names->follows = false;
    for (size_t i = 0; i < names->followed; i++)
        TRY(json_names_put(scan, 0, names->usual[i].digest, &ignored));
    names->usual_count = names->followed;
    return ASSAY_OK;
}

/* The name that was just read. */
static struct usual_name usual_name_of(const struct json_scan *scan)
{
    struct usual_name name = {.digest = scan->text_digest};
    struct bytes text = scan->text;
    bool as_it_stands = text.data != buf_bytes(&scan->kept).data;

    if (!as_it_stands || text.size > JSON_NAME_USUAL_MOST)
        return name;
    name.size = text.size;
    memcpy(name.words, text.data, text.size);
    memset(name.masks, 0xff, text.size);
    return name;
}

enum assay_status json_names_add_other(struct json_scan *scan, uint64_t digest, bool *repeated)
{
    struct json_names *names = scan->names;

    if (names->follows)
        TRY(stray(scan));
    TRY(json_names_put(scan, 0, digest, repeated));
    if (!*repeated && names->usual_count < JSON_USUAL_NAMES)
        names->usual[names->usual_count++] = usual_name_of(scan);
    return ASSAY_OK;
}
