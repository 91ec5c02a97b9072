/*
 * foreign_pg_dump.c - an archive of pg_dump in its own format (-Fc): the definitions of all
 * objects as one script, the rows of each table as the statement that reads them back, and large
 * objects. The table of contents of the other formats has definitions alone; data stands in files
 * beside it.
 *
 * Source: PostgreSQL, src/bin/pg_dump/pg_backup_custom.c.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/asides.h"
#include "source/decode.h"
#include "source/fail.h"
#include "source/foreign.h"
#include "source/pg_dump_toc.h"

enum { DATA = 1, LARGE_OBJECTS = 3 }; /* kinds of blocks */

struct pg_dump {
    struct source_budget *budget;
    struct asides asides;
    struct pg_dump_input input;
    struct pg_dump_toc toc;
    enum { FRESH, AT_SCRIPT, AT_DATA, AT_END } place;
    bool broken;     /* the table of contents */
    bool in_objects; /* further large objects may follow in this block */
    bool cut_told;
    struct buf name;

    /* the member at hand */
    struct bytes front; /* what stands before its data */
    uint64_t out;
    bool has_data;        /* pieces may follow */
    uint64_t left;        /* bytes of the piece at hand */
    struct stream pieces; /* all of them, compressed or not, */
    struct decoded decoded;
    struct stream plain; /* and what is in them */
};

static void dump_close(void *state)
{
    struct pg_dump *dump = state;

    stream_close(&dump->plain);
    pg_dump_toc_clear(&dump->toc);
    buf_clear(&dump->name);
    asides_clear(&dump->asides);
    free(dump);
}

static enum assay_status dump_open(enum container_format format, struct stream *in,
                                   struct source_budget *budget, void **state,
                                   struct assay_error *err)
{
    struct pg_dump *dump = calloc(1, sizeof *dump);

    (void)format;
    if (!dump)
        return fail_no_memory(err);
    dump->budget = budget;
    dump->input.in = in;
    dump->input.budget = budget;
    dump->input.asides = &dump->asides;
    asides_init(&dump->asides);
    pg_dump_toc_init(&dump->toc);
    buf_init(&dump->name, LIMIT_NAME);
    *state = dump;
    return ASSAY_OK;
}

/* ---- content ---- */

/* Data is in pieces with their size before them; one of nothing ends it. */
static enum assay_status pieces_read(struct stream *stream, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    struct pg_dump *dump = stream->state;
    struct bytes some = bytes_of(NULL, 0);

    *got = 0;
    if (dump->left == 0 && dump->has_data) {
        int64_t next;

        TRY(pg_dump_number(&dump->toc, &dump->input, &next, err));
        dump->has_data = next > 0;
        dump->left = next > 0 ? (uint64_t)next : 0;
    }
    if (dump->left == 0)
        return ASSAY_OK;
    TRY(pg_dump_some(&dump->input, size < dump->left ? size : (size_t)dump->left, &some, err));
    if (some.size == 0) {
        dump->has_data = false;
        dump->left = 0;
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_TRUNCATED,
                       "the dump is cut short at byte %" PRIu64, dump->input.taken);
    }
    memcpy(to, some.data, some.size);
    dump->left -= some.size;
    *got = some.size;
    return ASSAY_OK;
}

static ASSAY_RESULT open_data(struct pg_dump *dump, struct assay_error *err)
{
    static const enum container_format formats[] = {
        [PG_DUMP_ZLIB] = CONTAINER_ZLIB,
        [PG_DUMP_LZ4] = CONTAINER_LZ4,
        [PG_DUMP_ZSTD] = CONTAINER_ZSTD,
    };

    dump->decoded = (struct decoded){0};
    dump->pieces = (struct stream){.read = pieces_read, .state = dump, .size = STREAM_SIZE_UNKNOWN};
    dump->has_data = true;
    dump->left = 0;
    if (dump->toc.packing == PG_DUMP_PLAIN)
        return ASSAY_OK;
    if (dump->toc.packing >= ARRAY_LEN(formats))
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_METHOD_UNSUPPORTED,
                       "how the dump is compressed is not known");
    TRY(decode_open(formats[dump->toc.packing], &dump->pieces, dump->budget, &dump->decoded,
                    &dump->plain, err));
    dump->decoded.paid = true; /* by who reads the members */
    dump->decoded.consumed = dump->input.taken;
    dump->decoded.asides = &dump->asides;
    return ASSAY_OK;
}

static enum assay_status dump_read(void *state, void *to, size_t size, uint64_t *at, size_t *got,
                                   struct assay_error *err)
{
    struct pg_dump *dump = state;

    *at = dump->out;
    *got = dump->front.size < size ? dump->front.size : size;
    if (*got > 0) {
        memcpy(to, dump->front.data, *got);
        dump->front = bytes_from(dump->front, *got);
    } else if (dump->pieces.read) {
        TRY(stream_read(dump->plain.read ? &dump->plain : &dump->pieces, to, size, got, err));
    }
    dump->out += *got;
    return ASSAY_OK;
}

/* ---- members ---- */

static ASSAY_RESULT begin(struct pg_dump *dump, struct foreign_member *member, struct bytes front,
                          struct assay_error *err)
{
    dump->front = front;
    dump->out = 0;
    *member = (struct foreign_member){
        .name = buf_bytes(&dump->name),
        .cut = dump->name.status == ASSAY_ELIMIT,
        .type = ASSAY_ITEM_FILE,
        .size = STREAM_SIZE_UNKNOWN,
    };
    return dump->name.status == ASSAY_ENOMEM ? fail_no_memory(err) : ASSAY_OK;
}

/* Passes over what nobody read of the member at hand. */
static ASSAY_RESULT leave(struct pg_dump *dump, struct assay_error *err)
{
    uint8_t some[4096];
    size_t got = 1;

    stream_close(&dump->plain);
    while (dump->pieces.read && got > 0)
        TRY(pieces_read(&dump->pieces, some, sizeof some, &got, err));
    return ASSAY_OK;
}

static ASSAY_RESULT begin_table(struct pg_dump *dump, struct foreign_member *member,
                                struct assay_error *err)
{
    const struct pg_dump_entry *entry;
    struct bytes front = bytes_of("", 0);
    int64_t id;

    TRY(pg_dump_number(&dump->toc, &dump->input, &id, err));
    entry = pg_dump_toc_find(&dump->toc, id);
    buf_reset(&dump->name);
    if (entry) {
        buf_add(&dump->name, dump->toc.texts.data + entry->name, entry->name_size);
        front = bytes_of(dump->toc.texts.data + entry->copy, entry->copy_size);
    } else {
        buf_printf(&dump->name, "%" PRId64, id);
    }
    buf_text(&dump->name, ".sql");
    TRY(open_data(dump, err));
    return begin(dump, member, front, err);
}

static ASSAY_RESULT begin_object(struct pg_dump *dump, struct foreign_member *member, bool *found,
                                 struct assay_error *err)
{
    int64_t id;

    TRY(pg_dump_number(&dump->toc, &dump->input, &id, err));
    *found = dump->in_objects = id != 0;
    if (!*found)
        return ASSAY_OK;
    buf_reset(&dump->name);
    buf_printf(&dump->name, "blob_%" PRId64 ".dat", id);
    TRY(open_data(dump, err));
    return begin(dump, member, bytes_of("", 0), err);
}

/* What follows is in no member, and is searched. */
static ASSAY_RESULT end_here(struct pg_dump *dump, struct bytes some, struct assay_error *err)
{
    const uint64_t at = dump->input.taken - some.size;

    while (some.size > 0) {
        asides_add(&dump->asides, dump->input.taken - some.size, some);
        TRY(pg_dump_some(&dump->input, SIZE_MAX, &some, err));
    }
    return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                   "data of an unknown kind stands in the dump at byte %" PRIu64, at);
}

static ASSAY_RESULT next_data(struct pg_dump *dump, struct foreign_member *member, bool *found,
                              struct assay_error *err)
{
    while (!*found) {
        struct bytes kind;
        int64_t id;

        if (dump->in_objects) {
            TRY(begin_object(dump, member, found, err));
            continue;
        }
        TRY(pg_dump_some(&dump->input, 1, &kind, err));
        if (kind.size == 0)
            return ASSAY_OK;
        if (kind.data[0] == DATA) {
            *found = true;
            return begin_table(dump, member, err);
        }
        if (kind.data[0] != LARGE_OBJECTS)
            return end_here(dump, kind, err);
        TRY(pg_dump_number(&dump->toc, &dump->input, &id, err));
        dump->in_objects = true;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT begin_script(struct pg_dump *dump, struct foreign_member *member, bool *found,
                                 struct assay_error *err)
{
    *found = true;
    buf_reset(&dump->name);
    buf_text(&dump->name, "schema.sql");
    return begin(dump, member, buf_bytes(&dump->toc.definitions), err);
}

static enum assay_status dump_next(void *state, struct foreign_member *member, bool *found,
                                   bool *again, struct assay_error *err)
{
    struct pg_dump *dump = state;

    *found = *again = false;
    if (dump->place == FRESH) {
        const enum assay_status status = pg_dump_toc_read(&dump->toc, &dump->input, err);

        dump->place = AT_SCRIPT;
        dump->broken = status != ASSAY_OK;
        *again = dump->broken; /* definitions before what cannot be read */
        TRY(status);
    }
    if (dump->place == AT_SCRIPT) {
        dump->place = dump->toc.custom && !dump->broken ? AT_DATA : AT_END;
        if (dump->toc.definitions.size > 0)
            return begin_script(dump, member, found, err);
    }
    if (dump->toc.cut && !dump->cut_told) {
        dump->cut_told = *again = true;
        return fail_id(err, ASSAY_ELIMIT, GAP_BUNDLE_SIZE_LIMIT,
                       "more than %u bytes of definitions", LIMIT_DUMP_DEFINITIONS);
    }
    if (dump->decoded.trailing) {
        dump->decoded.trailing = false;
        decode_rest(&dump->decoded);
        *again = true;
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_TRAILING_DATA,
                       "bytes stand behind the end of compressed data, before byte %" PRIu64,
                       dump->input.taken);
    }
    TRY(leave(dump, err));
    return dump->place == AT_DATA ? next_data(dump, member, found, err) : ASSAY_OK;
}

/* ---- the end ---- */

static enum assay_status dump_outside(void *state, unsigned layer, struct outside *out,
                                      struct assay_error *err)
{
    struct pg_dump *dump = state;

    return layer == 0 ? asides_outside(&dump->asides, dump->budget, out, err) : ASSAY_OK;
}

static uint64_t dump_taken(const void *state)
{
    return ((const struct pg_dump *)state)->input.taken;
}

const struct foreign_reader foreign_pg_dump = {.name = "pg-dump",
                                               .open = dump_open,
                                               .next = dump_next,
                                               .read = dump_read,
                                               .outside = dump_outside,
                                               .taken = dump_taken,
                                               .close = dump_close};
