/*
 * inspect_parquet.c - Parquet files: every cell of every column, and what the footer says of them.
 *
 * Source: apache/parquet-format, README.md, "File format" and Encryption.md, 5.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/tables/parquet.h"
#include "inventory/gaps.h"

enum { MAGIC = 4, TAIL = 4 + MAGIC /* the footer's size, and the magic again */ };

static unsigned bid(const struct subject *subject)
{
    return bytes_starts(subject->head, BYTES("PAR1")) || bytes_starts(subject->head, BYTES("PARE"))
               ? 8 * MAGIC
               : 0;
}

static void parquet_clear(struct parquet *parquet)
{
    cells_clear(&parquet->cells);
    arena_free(parquet->arena);
    unpacker_free(parquet->unpacker);
    buf_clear(&parquet->footer);
    buf_clear(&parquet->packed);
    buf_clear(&parquet->plain);
    buf_clear(&parquet->dictionary);
    buf_clear(&parquet->value);
    free(parquet->entries);
}

static ASSAY_RESULT open_all(struct parquet *parquet)
{
    parquet->arena = arena_new();
    parquet->unpacker = unpacker_new();
    buf_init(&parquet->footer, LIMIT_PARQUET_FOOTER);
    buf_init(&parquet->packed, LIMIT_PARQUET_PAGE);
    buf_init(&parquet->plain, LIMIT_PARQUET_PAGE);
    buf_init(&parquet->dictionary, LIMIT_PARQUET_DICTIONARY);
    buf_init(&parquet->value, LIMIT_PARQUET_PAGE);
    if (!parquet->arena || !parquet->unpacker)
        return out_of_memory(parquet->err);
    return ASSAY_OK;
}

/* Finds the footer from the end of the file; *secret where it is encrypted. */
static ASSAY_RESULT take_footer(struct parquet *parquet, bool *secret)
{
    struct cursor *cursor = parquet->cursor;
    uint64_t end;
    struct bytes magic;
    uint32_t size;
    uint8_t *room;

    if (cursor->size < MAGIC + TAIL)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, cursor->size, "cut short: no footer");
    end = cursor->size - TAIL;
    TRY(cursor_seek(cursor, end));
    TRY(cursor_u32le(cursor, &size));
    TRY(cursor_take(cursor, MAGIC, &magic));
    *secret = bytes_equal(magic, BYTES("PARE"));
    if (!*secret && !bytes_equal(magic, BYTES("PAR1")))
        return cursor_fail_at(cursor, ASSAY_EFORMAT, end + 4,
                              "does not end as it begins: cut short");
    if (size > end - MAGIC)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, end,
                              "a footer of %" PRIu32 " bytes cannot fit", size);
    if (size > LIMIT_PARQUET_FOOTER)
        return cursor_fail_at(cursor, ASSAY_ELIMIT, end, "a footer of %" PRIu32 " bytes", size);
    parquet->footer_begin = end - size;
    if (*secret)
        return ASSAY_OK;
    TRY(cursor_seek(cursor, parquet->footer_begin));
    room = buf_room(&parquet->footer, size ? size : 1);
    if (!room)
        return buf_status(&parquet->footer, parquet->err);
    TRY(cursor_copy(cursor, room, size));
    buf_used(&parquet->footer, size);
    return ASSAY_OK;
}

static enum assay_status parquet_read(struct cursor *cursor, const struct subject *subject,
                                      struct evidence *evidence)
{
    CLEANUP(parquet_clear)
    struct parquet parquet = {.cursor = cursor, .evidence = evidence, .err = cursor->err};
    bool secret;

    (void)subject;
    TRY(open_all(&parquet));
    TRY(take_footer(&parquet, &secret));
    if (secret) {
        evidence_gap(evidence, GAP_DATA_ENCRYPTED, parquet.footer_begin,
                     "its footer is encrypted: neither columns nor rows were seen");
        return ASSAY_OK;
    }
    return parquet_read_footer(&parquet);
}

const struct inspector inspect_parquet = {.format = "parquet",
                                          .kind = ASSAY_KIND_DATASET,
                                          .packed = true,
                                          .gap = GAP_DATA_FOOTER_CORRUPT,
                                          .bid = bid,
                                          .read = parquet_read};
