/* decode.c - which decoder serves which format; a new one is one file and one line here. */

#include "source/decode.h"

#include "base/kit.h"

enum assay_status decode_open(enum container_format format, struct stream *in,
                              struct source_budget *budget, struct decoded *decoded,
                              struct stream *out, struct assay_error *err)
{
    *decoded = (struct decoded){.in = in, .budget = budget};
    *out = (struct stream){.state = decoded, .size = STREAM_SIZE_UNKNOWN};
    if (format == CONTAINER_GZIP)
        return decode_gzip(decoded, out, err);
    if (format == CONTAINER_ZSTD)
        return decode_zstd(decoded, out, err);
    return decode_filter(format, decoded, out, err);
}
