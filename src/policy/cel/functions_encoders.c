/* functions_encoders.c - base64.encode() and base64.decode(). Source: cel-go, ext/README.md,
 * "Encoders". */

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "policy/cel/library.h"
#include "policy/cel/run.h"

/* What is in the buffer, as memory of the run. */
static bool keep(struct cel_run *run, const struct buf *made, struct bytes *out)
{
    uint8_t *copy = cel_run_alloc(run, made->size, 1);

    if (!copy)
        return false;
    if (made->size > 0)
        memcpy(copy, made->data, made->size);
    *out = bytes_of(copy, made->size);
    return true;
}

CALL(encode)
{
    CLEANUP(buf_clear) struct buf made;
    struct bytes text;

    buf_init(&made, SIZE_MAX);
    base64_encode(&made, args[0].of.text);
    if (made.status != ASSAY_OK)
        return value_no_memory;
    return keep(run, &made, &text) ? cel_of_string(text) : cel_run_over(run);
}

CALL(decode)
{
    CLEANUP(buf_clear) struct buf made;
    CLEANUP(buf_clear) struct buf padded;
    struct bytes text = args[0].of.text;

    buf_init(&made, SIZE_MAX);
    buf_init(&padded, SIZE_MAX);
    buf_add(&padded, text.data, text.size);
    while (padded.size % 4 != 0 && padded.status == ASSAY_OK) /* padding may be left out */
        buf_byte(&padded, '=');
    if (!base64_decode(&made, buf_bytes(&padded), false) || made.status != ASSAY_OK)
        return cel_run_fault(run, "the text is no base64");
    return keep(run, &made, &text) ? cel_of_bytes(text) : cel_run_over(run);
}

static const struct cel_function functions[] = {
    {"base64.encode(bytes) -> string", encode, NULL},
    {"base64.decode(string) -> bytes", decode, NULL},
};

const struct library library_encoders = {
    .name = "encoders", .functions = functions, .function_count = ARRAY_LEN(functions)};
