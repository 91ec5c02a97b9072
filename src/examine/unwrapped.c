/* unwrapped.c - see unwrapped.h. */

#include "examine/unwrapped.h"

#include "base/codec.h"
#include "base/kit.h"
#include "examine/detect/encoded.h"
#include "source/codec.h"

enum { PIECE = 1 << 14 };

static bool may_be_packed(struct bytes value)
{
    return value.size >= UNWRAPPED_LEAST &&
           bytes_has(BYTES("\x1f\x28\xfd\x42\x04\x78"), value.data[0]);
}

/* zlib is told by decoding its beginning, and is last. */
static const struct codec *const codecs[] = {&codec_gzip,  &codec_zstd, &codec_xz,
                                             &codec_bzip2, &codec_lz4,  &codec_zlib};
enum { ZLIB = ARRAY_LEN(codecs) - 1 };
_Static_assert(ARRAY_LEN(codecs) == UNWRAPPED_CODECS, "each has a state");

static bool find_codec(struct bytes value, size_t *found)
{
    if (!may_be_packed(value))
        return false;
    for (*found = 0; *found < ZLIB; ++*found)
        if (codecs[*found]->begins(value))
            return true;
    return codec_zlib_holds(value) || codec_zlib_holds_text(value);
}

/* What headers say beside what is packed. */
static bool has_texts(const struct codec *codec, const void *state)
{
    bool cut = false;

    return codec->texts && (codec->texts(state, &cut).size > 0 || cut);
}

/* NULL when memory ran out. A new one costs more than what a small value unpacks to: a window of
 * zstd's is 128 MiB where the value says so. */
static void *state_of(struct unwrapping *unwrapping, size_t codec)
{
    void **state = &unwrapping->states[codec];

    if (!*state)
        *state = codecs[codec]->create();
    return *state;
}

static void drop_state(struct unwrapping *unwrapping, size_t codec)
{
    if (unwrapping->states[codec])
        codecs[codec]->destroy(unwrapping->states[codec]);
    unwrapping->states[codec] = NULL;
}

/* What was unpacked before a fault stands. */
static void unpack(struct unwrapping *unwrapping, size_t which, struct bytes value, struct buf *out,
                   struct bytes *rest)
{
    const struct codec *codec = codecs[which];
    enum inflate_result result = INFLATE_OUTPUT_FULL;
    void *state = state_of(unwrapping, which);
    struct inflate_io io = {.in = value};
    struct assay_error damage;
    bool cut = false;

    if (!state)
        return;
    if (!codec->start(state))
        result = INFLATE_ENDED;
    while (result == INFLATE_OUTPUT_FULL && !cut) {
        uint8_t piece[PIECE];
        size_t size;

        io.out = piece;
        io.room = sizeof piece;
        result = codec->step(state, &io, &damage);
        size = sizeof piece - io.room;
        if (size == 0)
            break;
        buf_add(out, piece, size);
        unwrapping->left -= size < unwrapping->left ? size : unwrapping->left;
        cut = unwrapping->left == 0 || out->size >= LIMIT_UNWRAPPED_VALUE;
    }
    if (result == INFLATE_NEEDS_INPUT && value.size > LIMIT_WRAPPED_VALUE)
        cut = true;
    else if (result == INFLATE_NEEDS_INPUT || (result == INFLATE_DAMAGED && out->size > 0))
        unwrapping->broken = true;
    if (result == INFLATE_ENDED && out->size > 0 && !has_texts(codec, state))
        *rest = io.in;
    unwrapping->cut |= cut && result != INFLATE_ENDED;
    if (has_texts(codec, state)) /* it would have them of the next one as well */
        drop_state(unwrapping, which);
}

void unwrapped_start(struct unwrapping *unwrapping)
{
    unwrapping->left = LIMIT_UNWRAPPED;
    unwrapping->cut = unwrapping->broken = false;
}

void unwrapped_clear(struct unwrapping *unwrapping)
{
    for (size_t i = 0; i < UNWRAPPED_CODECS; i++)
        drop_state(unwrapping, i);
}

bool unwrapped_begins(struct bytes value)
{
    size_t codec;

    return encoded_is_whole(value) || find_codec(value, &codec);
}

bool unwrapped_may_begin(struct bytes head)
{
    return may_be_packed(head) || encoded_begins(head);
}

bool unwrapped_read(struct unwrapping *unwrapping, struct bytes value, struct buf *out,
                    struct bytes *rest)
{
    size_t codec;

    *rest = value;
    if (find_codec(value, &codec)) {
        unpack(unwrapping, codec, value, out, rest);
    } else {
        unwrapping->cut |= value.size > LIMIT_WRAPPED_VALUE;
        base64_decode_lines(out, bytes_front(value, LIMIT_WRAPPED_VALUE));
    }
    return out->status == ASSAY_OK && out->size > 0;
}
