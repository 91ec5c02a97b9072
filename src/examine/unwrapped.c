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
static const struct codec *codec_of(struct bytes value)
{
    static const struct codec *const codecs[] = {&codec_gzip, &codec_zstd, &codec_xz, &codec_bzip2,
                                                 &codec_lz4};

    if (!may_be_packed(value))
        return NULL;
    for (size_t i = 0; i < ARRAY_LEN(codecs); i++)
        if (codecs[i]->begins(value))
            return codecs[i];
    return codec_zlib_holds(value) ? &codec_zlib : NULL;
}

/* What was unpacked before a fault stands. */
static void unpack(struct unwrapping *unwrapping, const struct codec *codec, struct bytes value,
                   struct buf *out)
{
    enum inflate_result result = INFLATE_OUTPUT_FULL;
    void *state = codec->create();
    struct assay_error damage;
    bool cut = false;

    if (!state)
        return;
    if (codec->start(state)) {
        struct inflate_io io = {.in = value};

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
        cut |= result == INFLATE_NEEDS_INPUT && value.size > LIMIT_WRAPPED_VALUE;
    }
    unwrapping->cut |= cut;
    codec->destroy(state);
}

bool unwrapped_begins(struct bytes value)
{
    return encoded_is_whole(value) || codec_of(value) != NULL;
}

bool unwrapped_may_begin(struct bytes head)
{
    return may_be_packed(head) || encoded_begins(head);
}

bool unwrapped_read(struct unwrapping *unwrapping, struct bytes value, struct buf *out)
{
    const struct codec *codec = codec_of(value);

    if (codec) {
        unpack(unwrapping, codec, value, out);
    } else {
        unwrapping->cut |= value.size > LIMIT_WRAPPED_VALUE;
        base64_decode_lines(out, bytes_front(value, LIMIT_WRAPPED_VALUE));
    }
    return out->status == ASSAY_OK && out->size > 0;
}
