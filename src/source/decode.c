/* decode.c - which decoder serves which format; a new one is one file and one line here. */

#include "source/decode.h"

#include "base/kit.h"
#include "source/codec.h"

static const struct codec *const codecs[CONTAINER_FORMATS] = {
    [CONTAINER_GZIP] = &codec_gzip,
    [CONTAINER_ZSTD] = &codec_zstd,
    [CONTAINER_XZ] = &codec_xz,
    [CONTAINER_BZIP2] = &codec_bzip2,
    [CONTAINER_LZ4] = &codec_lz4,
    [CONTAINER_LZMA] = &codec_lzma,
    [CONTAINER_LZIP] = &codec_lzip,
    [CONTAINER_ZLIB] = &codec_zlib,
    [CONTAINER_ZLIB_OLD] = &codec_zlib_old,
};

struct bytes decode_texts(const struct decoded *decoded, bool *cut)
{
    *cut = false;
    return decoded->texts && decoded->decoder ? decoded->texts(decoded->decoder, cut)
                                              : bytes_of(NULL, 0);
}

void decode_rest(struct decoded *decoded)
{
    if (decoded->rest && decoded->decoder && decoded->asides)
        decoded->rest(decoded->decoder, decoded);
}

enum assay_status decode_open(enum container_format format, struct stream *in,
                              struct source_budget *budget, struct decoded *decoded,
                              struct stream *out, struct assay_error *err)
{
    *decoded = (struct decoded){.in = in, .budget = budget};
    *out = (struct stream){.state = decoded, .size = STREAM_SIZE_UNKNOWN};
    if (codecs[format])
        return decode_frames(codecs[format], decoded, out, err);
    return decode_filter(decoded, out, err);
}
