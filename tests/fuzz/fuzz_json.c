/* fuzz_json.c - whatever comes in, a failure says where, and what is read is written canonically
 * and read again to the same bytes; what the reader of canonical texts takes is canonical. */

#include <stdlib.h>

#include "base/kit.h"
#include "doc/jcs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write(struct bytes text, struct arena *arena, struct buf *out)
{
    struct doc_source source = {"fuzz", text};
    struct assay_error err = {0};
    struct doc *doc;
    struct jcs jcs;

    if (doc_read_json(arena, &source, &doc, &err) != ASSAY_OK) {
        if (err.line == 0 || err.column == 0 || err.offset > text.size || !*err.text)
            abort();
        return;
    }
    jcs_init(&jcs, out);
    jcs_doc(&jcs, doc);
}

static void read_canonical(struct bytes text, struct arena *arena)
{
    CLEANUP(buf_clear) struct buf again = {.ceiling = 64 << 20};
    struct doc *doc;
    struct jcs jcs;

    if (!jcs_read(arena, text, &doc))
        return;
    jcs_init(&jcs, &again);
    jcs_doc(&jcs, doc);
    if (!bytes_equal(buf_bytes(&again), text) || !jcs_is_canonical(text))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf first = {.ceiling = 64 << 20};
    CLEANUP(buf_clear) struct buf second = {.ceiling = 64 << 20};

    if (!arena)
        return 0;
    read_canonical(bytes_of(data, size), arena);
    write(bytes_of(data, size), arena, &first);
    if (first.status != ASSAY_OK || first.size == 0)
        return 0;
    read_canonical(buf_bytes(&first), arena);
    write(buf_bytes(&first), arena, &second);
    if (!bytes_equal(buf_bytes(&first), buf_bytes(&second)) || !jcs_is_canonical(buf_bytes(&first)))
        abort();
    return 0;
}
