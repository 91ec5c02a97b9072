/* row_sample.c - see row_sample.h. */

#include "policy/row_sample.h"

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"

#define ALL_HASHES 281474976710656.0 /* 2^ROW_SAMPLE_HASH_BITS */

enum { MOST_BYTES = 8 };

static uint64_t hash_of(uint64_t word, size_t bytes)
{
    return word >> (8 * bytes - ROW_SAMPLE_HASH_BITS);
}

/* Takes "1/8:" from the front; false where that is no such share, or another one than before. In
 * base64 there is no ':', but "1/" may be. */
static bool take_share(struct row_sample *sample, struct bytes *text, bool first)
{
    const uint8_t *end = text->size ? memchr(text->data, ':', text->size) : NULL;
    double one_in = 1;
    uint64_t many;

    if (end) {
        size_t size = (size_t)(end - text->data);

        if (!bytes_starts(*text, BYTES("1/")) ||
            !text_u64(bytes_of(text->data + 2, size - 2), &many) || many < 2 ||
            (many & (many - 1)) != 0)
            return false;
        one_in = (double)many;
        *text = bytes_from(*text, size + 1);
    }
    if (!first && one_in != sample->one_in)
        return false;
    sample->one_in = one_in;
    return true;
}

static bool add_element(struct row_sample *sample, struct bytes text, size_t bytes)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = (size_t)ROW_SAMPLE_MOST * MOST_BYTES};
    const uint8_t *data;

    if (!base64_decode(&raw, text, false) || raw.size % bytes != 0)
        return false;
    data = buf_bytes(&raw).data;
    for (size_t at = 0; at < raw.size; at += bytes) {
        uint64_t word = 0;

        for (size_t i = 0; i < bytes; i++)
            word = word << 8 | data[at + i];
        if (sample->count == ROW_SAMPLE_MOST ||
            (sample->count > 0 &&
             hash_of(word, bytes) < hash_of(sample->words[sample->count - 1], bytes)))
            return false;
        sample->words[sample->count++] = word;
    }
    return true;
}

bool row_sample_read(const struct cel_list *list, size_t bytes, struct row_sample *out)
{
    out->count = 0;
    out->one_in = 1;
    for (size_t i = 0; i < list->count; i++) {
        struct bytes text = list->items[i].kind == CEL_STRING ? list->items[i].of.text : BYTES("?");

        if (!take_share(out, &text, i == 0) || !add_element(out, text, bytes))
            return false;
    }
    return true;
}

bool row_sample_pair(struct cel_run *run, const struct cel_value *args,
                     const struct row_sample_kind *kind, struct row_sample pair[2],
                     struct cel_value *failure)
{
    if (!cel_run_steps(run, kind->steps)) {
        *failure = cel_run_over(run);
        return false;
    }
    if (args[0].of.list->count == 0 || args[1].of.list->count == 0) {
        *failure = cel_of_unknown(cel_run_arena(run), kind->what);
        return false;
    }
    for (size_t i = 0; i < 2; i++)
        if (!row_sample_read(args[i].of.list, kind->bytes, &pair[i])) {
            *failure = cel_run_fault(run, "not %s", kind->form);
            return false;
        }
    return true;
}

uint64_t row_sample_last(const struct row_sample *a, const struct row_sample *b, size_t bytes)
{
    uint64_t last = UINT64_MAX;

    if (!row_sample_is_uncut(a))
        last = hash_of(a->words[ROW_SAMPLE_MOST - 1], bytes);
    if (!row_sample_is_uncut(b) && hash_of(b->words[ROW_SAMPLE_MOST - 1], bytes) < last)
        last = hash_of(b->words[ROW_SAMPLE_MOST - 1], bytes);
    return last;
}

double row_sample_share(uint64_t last)
{
    return last == UINT64_MAX ? 1 : ((double)last + 1) / ALL_HASHES;
}
