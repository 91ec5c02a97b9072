/*
 * fuzz_columnar.c - any bytes as a packed table; the first one picks the format. It must come to an
 * end, say where a failure lies, and hand on the same values through windows of any size.
 */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "../support/drip.h"
#include "base/kit.h"
#include "examine/inspect.h"
#include "kept_evidence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct sum {
    struct value_sink sink;
    uint64_t values, bytes;
};

static void take(struct value_sink *sink, const struct value *value)
{
    struct sum *sum = (struct sum *)sink;

    sum->values++;
    for (size_t i = 0; i < value->text.size; i++) /* reads all of it, for the sanitizer */
        sum->bytes = sum->bytes * 31 + value->text.data[i];
}

static struct sum read_once(const struct inspector *inspector, struct bytes bytes, size_t step)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct evidence *evidence = kept_evidence();
    struct assay_examination content = {.format = inspector->format, .kind = inspector->kind};
    struct assay_error err = {0}, ending = {0};
    struct subject subject = {
        .head = bytes, .name = BYTES("x.bin"), .path = BYTES("x.bin"), .size = bytes.size};
    struct sum sum = {.sink = {.take = take}};
    struct cursor cursor;
    struct drip drip;
    enum assay_status status;

    assert(arena);
    evidence_start(evidence, arena);
    evidence_values_to(evidence, &sum.sink);
    drip_cursor(&drip, bytes, step, &cursor, &err);
    (void)inspector->bid(&subject);
    status = inspector->read(&cursor, &subject, evidence);
    assert(evidence_end(evidence, &content, &ending) == ASSAY_OK);
    if (status != ASSAY_OK) {
        assert(status == ASSAY_EFORMAT || status == ASSAY_ELIMIT);
        assert(err.offset <= bytes.size && err.text[0]);
    }
    drip_clear(&drip);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct inspector *const choices[] = {
        &inspect_parquet, &inspect_arrow, &inspect_avro, &inspect_tfrecord, &inspect_orc};
    const struct inspector *inspector;
    struct sum wide, narrow;

    if (size < 2)
        return 0;
    inspector = choices[data[0] % ARRAY_LEN(choices)];
    wide = read_once(inspector, bytes_of(data + 1, size - 1), 4096);
    narrow = read_once(inspector, bytes_of(data + 1, size - 1), size % 7);
    assert(wide.values == narrow.values && wide.bytes == narrow.bytes);
    return 0;
}
