/* zip_reader.h - what the files share that read an entry of a zip. */

#pragma once

#include <libdeflate.h>

#include "source/codec.h"
#include "source/decode.h"
#include "source/inflate.h"
#include "source/zip_member.h"

enum { ZIP_LZMA_HEAD = 13 /* properties, size of the dictionary, size: how a .lzma file begins */ };

struct zip_reader {
    struct stream *stream;
    struct source_budget *budget;
    struct zip_window window;
    struct inflater *inflater, *inflater64;  /* made when first needed, like the next */
    struct libdeflate_decompressor *at_once; /* for entries that fit into one read */

    /* the entry that is open */
    struct zip_place place;
    const struct zip_method_reader *method;
    bool own;
    bool ended;             /* the data's own end was met */
    uint64_t data, in, out; /* where its data begins; packed bytes used, plain bytes given */
    uint32_t sum;
    struct stream packed; /* its data as a stream, for decoders that want one */
    uint8_t lead[ZIP_LZMA_HEAD];
    size_t lead_size, lead_at; /* of bytes that such a decoder is given in front of the data */
    struct codec lzma;         /* as it is told in a zip: without a magic */
    struct decoded decoded;
    struct stream plain;
    struct assay_error failure; /* to be told once what came before it was handed out */
};

/* One way to pack an entry. */
struct zip_method_reader {
    uint16_t id;
    /* NULL: nothing to do before the first read. */
    enum assay_status (*open)(struct zip_reader *reader, struct assay_error *err);
    /* Fills `to` as far as it can in one go; sets `ended` at the data's own end. What it gives
     * before it fails stands in *got. */
    enum assay_status (*read)(struct zip_reader *reader, uint8_t *to, size_t size, size_t *got,
                              struct assay_error *err);
};

/* NULL where the method is not read. A new one is one line in the table of zip_method.c. */
const struct zip_method_reader *zip_method_find(uint16_t id);

/* A failure at the packed byte that is next. */
ASSAY_RESULT zip_reader_fail(const struct zip_reader *reader, const char *id, const char *why,
                             struct assay_error *err);
