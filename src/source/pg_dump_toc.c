/* pg_dump_toc.c - see pg_dump_toc.h. */

#include "source/pg_dump_toc.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "inventory/gaps.h"
#include "source/fail.h"

/* Versions of the archive with which a field came. */
enum {
    OLDEST = 0x10a,
    HAS_SECTION = 0x10b,
    HAS_ACCESS_METHOD = 0x10e,
    HAS_ALGORITHM = 0x10f,
    HAS_KIND = 0x110,
    NEWEST = 0x110,
};
enum { CUSTOM = 1, TAR = 3, FOLDER = 5 };
enum { OFFSET_MOST = 16, INTEGER_MOST = 8 };
enum { ENTRIES_MOST = 1 << 19 }; /* whose names are kept; data of others is known by its number */

/* Texts of an entry that are looked at; all others are passed over. */
struct texts {
    struct buf tag, type, definition, copy, schema, owner;
};

enum assay_status pg_dump_some(struct pg_dump_input *input, size_t size, struct bytes *out,
                               struct assay_error *err)
{
    if (input->at == input->have) {
        TRY(source_budget_time(input->budget, err));
        input->at = 0;
        TRY(stream_read(input->in, input->piece, sizeof input->piece, &input->have, err));
    }
    *out = bytes_front(bytes_of(input->piece + input->at, input->have - input->at), size);
    input->at += out->size;
    input->taken += out->size;
    return ASSAY_OK;
}

static ASSAY_RESULT fail_cut(const struct pg_dump_input *input, struct assay_error *err)
{
    return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_TRUNCATED,
                   "the dump is cut short at byte %" PRIu64, input->taken);
}

static ASSAY_RESULT take(struct pg_dump_input *input, uint8_t *to, size_t size,
                         struct assay_error *err)
{
    while (size > 0) {
        struct bytes some;

        TRY(pg_dump_some(input, size, &some, err));
        if (some.size == 0)
            return fail_cut(input, err);
        memcpy(to, some.data, some.size);
        to += some.size;
        size -= some.size;
    }
    return ASSAY_OK;
}

enum assay_status pg_dump_number(const struct pg_dump_toc *toc, struct pg_dump_input *input,
                                 int64_t *out, struct assay_error *err)
{
    uint8_t bytes[1 + INTEGER_MOST];
    uint64_t value = 0;

    TRY(take(input, bytes, 1 + toc->integer_size, err));
    for (unsigned i = toc->integer_size; i > 0; i--)
        value = value << 8 | bytes[i];
    if (value > INT64_MAX)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                       "a number of the dump before byte %" PRIu64 " is out of range",
                       input->taken);
    *out = bytes[0] ? -(int64_t)value : (int64_t)value;
    return ASSAY_OK;
}

/* A text, or none, which *none tells apart from an empty one; into `to`, as far as it has room, or
 * beside all members. */
static ASSAY_RESULT read_text(const struct pg_dump_toc *toc, struct pg_dump_input *input,
                              struct buf *to, bool *none, struct assay_error *err)
{
    int64_t size;

    if (to)
        buf_reset(to);
    TRY(pg_dump_number(toc, input, &size, err));
    *none = size < 0;
    while (size > 0) {
        struct bytes some;

        TRY(pg_dump_some(input, (size_t)size, &some, err));
        if (some.size == 0)
            return fail_cut(input, err);
        if (to)
            buf_add(to, some.data, some.size);
        else
            asides_add(input->asides, input->taken - some.size, some);
        size -= (int64_t)some.size;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_head(struct pg_dump_toc *toc, struct pg_dump_input *input,
                              struct assay_error *err)
{
    enum { MAGIC = 5, TIMES = 7, NAMES = 3 };
    uint8_t head[MAGIC + 6];
    int64_t number;
    bool none;

    TRY(take(input, head, sizeof head, err));
    toc->version = (unsigned)head[MAGIC] << 8 | head[MAGIC + 1];
    toc->integer_size = head[MAGIC + 3];
    toc->custom = head[MAGIC + 5] == CUSTOM;
    if (toc->version < OLDEST || toc->version > NEWEST)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_METHOD_UNSUPPORTED,
                       "a dump of version %u.%u, which is not known", toc->version >> 8,
                       toc->version & 0xff);
    if (toc->integer_size == 0 || toc->integer_size > INTEGER_MOST ||
        head[MAGIC + 4] > OFFSET_MOST ||
        (!toc->custom && head[MAGIC + 5] != TAR && head[MAGIC + 5] != FOLDER))
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                       "the header of the dump cannot be read");
    toc->offset_size = head[MAGIC + 4];
    if (toc->version >= HAS_ALGORITHM) {
        TRY(take(input, &toc->packing, 1, err));
    } else {
        TRY(pg_dump_number(toc, input, &number, err));
        toc->packing = number == 0 ? PG_DUMP_PLAIN : PG_DUMP_ZLIB;
    }
    for (size_t i = 0; i < TIMES; i++)
        TRY(pg_dump_number(toc, input, &number, err));
    for (size_t i = 0; i < NAMES; i++) /* of the database, and the versions of its programs */
        TRY(read_text(toc, input, NULL, &none, err));
    return ASSAY_OK;
}

/* ---- entries ---- */

/* Where its data is: in the file, or in one of its own. */
static ASSAY_RESULT pass_place(struct pg_dump_toc *toc, struct pg_dump_input *input,
                               struct assay_error *err)
{
    uint8_t place[1 + OFFSET_MOST];
    bool none;

    return toc->custom ? take(input, place, 1 + toc->offset_size, err)
                       : read_text(toc, input, NULL, &none, err);
}

static ASSAY_RESULT pass_dependencies(struct pg_dump_toc *toc, struct pg_dump_input *input,
                                      struct assay_error *err)
{
    bool none = false;

    while (!none)
        TRY(read_text(toc, input, NULL, &none, err));
    return ASSAY_OK;
}

static ASSAY_RESULT read_entry(struct pg_dump_toc *toc, struct pg_dump_input *input,
                               struct texts *texts, int64_t *id, bool *has_data,
                               struct assay_error *err)
{
    int64_t number;
    bool none;

    TRY(pg_dump_number(toc, input, id, err));
    TRY(pg_dump_number(toc, input, &number, err));
    *has_data = number != 0;
    TRY(read_text(toc, input, NULL, &none, err)); /* its numbers in the catalog */
    TRY(read_text(toc, input, NULL, &none, err));
    TRY(read_text(toc, input, &texts->tag, &none, err));
    TRY(read_text(toc, input, &texts->type, &none, err));
    if (toc->version >= HAS_SECTION)
        TRY(pg_dump_number(toc, input, &number, err));
    TRY(read_text(toc, input, &texts->definition, &none, err));
    TRY(read_text(toc, input, NULL, &none, err)); /* how to drop it */
    TRY(read_text(toc, input, &texts->copy, &none, err));
    TRY(read_text(toc, input, &texts->schema, &none, err));
    TRY(read_text(toc, input, NULL, &none, err)); /* its table space */
    if (toc->version >= HAS_ACCESS_METHOD)
        TRY(read_text(toc, input, NULL, &none, err));
    if (toc->version >= HAS_KIND)
        TRY(pg_dump_number(toc, input, &number, err));
    TRY(read_text(toc, input, &texts->owner, &none, err));
    TRY(read_text(toc, input, NULL, &none, err)); /* whether it has OIDs */
    TRY(pass_dependencies(toc, input, err));
    return pass_place(toc, input, err);
}

static void add_line(struct buf *out, const char *before, const struct buf *text)
{
    buf_text(out, before);
    buf_add(out, text->data, text->size);
}

static void add_definition(struct pg_dump_toc *toc, const struct texts *texts)
{
    const size_t before = toc->definitions.size;

    add_line(&toc->definitions, "--\n-- Name: ", &texts->tag);
    add_line(&toc->definitions, "; Type: ", &texts->type);
    add_line(&toc->definitions, "; Schema: ", &texts->schema);
    add_line(&toc->definitions, "; Owner: ", &texts->owner);
    add_line(&toc->definitions, "\n--\n\n", &texts->definition);
    buf_text(&toc->definitions, "\n");
    if (toc->definitions.status == ASSAY_ELIMIT || texts->definition.status == ASSAY_ELIMIT) {
        toc->cut = true;
        toc->definitions.status = ASSAY_OK;
        toc->definitions.size = before;
    }
}

static ASSAY_RESULT add_entry(struct pg_dump_toc *toc, const struct texts *texts, int64_t id,
                              struct assay_error *err)
{
    struct pg_dump_entry entry = {.id = id, .name = toc->texts.size};

    if (toc->count == ENTRIES_MOST)
        return ASSAY_OK;
    if (!HAS_ROOM(toc->entries, toc->count, toc->capacity))
        return fail_no_memory(err);
    add_line(&toc->texts, "", &texts->schema);
    if (texts->schema.size > 0)
        buf_byte(&toc->texts, '.');
    add_line(&toc->texts, "", &texts->tag);
    entry.name_size = toc->texts.size - entry.name;
    entry.copy = toc->texts.size;
    add_line(&toc->texts, "", &texts->copy);
    entry.copy_size = toc->texts.size - entry.copy;
    if (toc->texts.status == ASSAY_OK)
        toc->entries[toc->count++] = entry;
    return toc->texts.status == ASSAY_ENOMEM ? fail_no_memory(err) : ASSAY_OK;
}

static int by_id(const void *left, const void *right)
{
    const int64_t a = ((const struct pg_dump_entry *)left)->id,
                  b = ((const struct pg_dump_entry *)right)->id;

    return (a > b) - (a < b);
}

static void texts_clear(struct texts *texts)
{
    buf_clear(&texts->tag);
    buf_clear(&texts->type);
    buf_clear(&texts->definition);
    buf_clear(&texts->copy);
    buf_clear(&texts->schema);
    buf_clear(&texts->owner);
}

static void texts_init(struct texts *texts)
{
    buf_init(&texts->tag, LIMIT_NAME);
    buf_init(&texts->type, LIMIT_NAME);
    buf_init(&texts->definition, LIMIT_DUMP_DEFINITIONS);
    buf_init(&texts->copy, LIMIT_DUMP_TEXTS);
    buf_init(&texts->schema, LIMIT_NAME);
    buf_init(&texts->owner, LIMIT_NAME);
}

enum assay_status pg_dump_toc_read(struct pg_dump_toc *toc, struct pg_dump_input *input,
                                   struct assay_error *err)
{
    CLEANUP(texts_clear) struct texts texts;
    int64_t count, id;
    bool has_data;

    texts_init(&texts);
    TRY(read_head(toc, input, err));
    TRY(pg_dump_number(toc, input, &count, err));
    for (int64_t i = 0; i < count; i++) {
        TRY(read_entry(toc, input, &texts, &id, &has_data, err));
        add_definition(toc, &texts);
        if (has_data)
            TRY(add_entry(toc, &texts, id, err));
    }
    if (toc->count > 0)
        qsort(toc->entries, toc->count, sizeof *toc->entries, by_id);
    return toc->definitions.status == ASSAY_ENOMEM ? fail_no_memory(err) : ASSAY_OK;
}

const struct pg_dump_entry *pg_dump_toc_find(const struct pg_dump_toc *toc, int64_t id)
{
    const struct pg_dump_entry wanted = {.id = id};

    return toc->count > 0 ? bsearch(&wanted, toc->entries, toc->count, sizeof *toc->entries, by_id)
                          : NULL;
}

void pg_dump_toc_init(struct pg_dump_toc *toc)
{
    *toc = (struct pg_dump_toc){0};
    buf_init(&toc->texts, LIMIT_DUMP_TEXTS);
    buf_init(&toc->definitions, LIMIT_DUMP_DEFINITIONS);
}

void pg_dump_toc_clear(struct pg_dump_toc *toc)
{
    buf_clear(&toc->texts);
    buf_clear(&toc->definitions);
    free(toc->entries);
}
