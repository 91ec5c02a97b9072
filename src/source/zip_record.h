/*
 * zip_record.h - the two headers that a zip has of each entry: one in front of its data, one in the
 * directory at the end.
 * Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.4 and 4.5.
 */

#pragma once

#include "source/outside.h"
#include "source/zip_window.h"

enum {
    ZIP_LOCAL_SIZE = 30,
    ZIP_CENTRAL_SIZE = 46,
    ZIP_DESCRIPTOR_MAX = 24, /* signature, sum and two sizes of eight bytes */
};

enum zip_flag {
    ZIP_ENCRYPTED = 1 << 0,
    ZIP_LZMA_ENDS = 1 << 1,  /* of LZMA: the data ends with a mark */
    ZIP_DESCRIPTOR = 1 << 3, /* sum and sizes stand behind the data */
    ZIP_STRONG = 1 << 6,
    ZIP_MASKED = 1 << 13, /* the local header's values are masked */
};

enum zip_method {
    ZIP_STORED = 0,
    ZIP_DEFLATE = 8,
    ZIP_DEFLATE64 = 9,
    ZIP_BZIP2 = 12,
    ZIP_LZMA = 14,
    ZIP_ZSTD = 93,
    ZIP_XZ = 95,
    ZIP_AES = 99,
};

#define ZIP_SPARED32 UINT32_MAX /* the value stands in the zip64 field */

struct zip_record {
    uint64_t at, size; /* where the header stands, and its bytes with name and fields */
    uint16_t made_by, needs, flags, method;
    uint32_t sum, attributes, disk; /* the last two of the directory only */
    uint64_t packed, plain;
    uint64_t local;      /* where the directory says the entry stands; of a local header: `at` */
    struct bytes name;   /* raw; valid until the window moves */
    struct bytes better; /* the name in the field for UTF-8 names, where its sum fits; or empty */
    bool zip64;          /* has that field */
    struct extent aside; /* fields and comment, where they hold more than times and numbers */
};

/*
 * Reads a record of the directory, which must end before `end`; or the header in front of an
 * entry's data.
 *
 * ASSAY_EFORMAT  id bundle.bad-header, or bundle.truncated where the stream ends in it
 */
ASSAY_RESULT zip_central_read(struct zip_window *window, uint64_t at, uint64_t end,
                              struct zip_record *out, struct assay_error *err);
ASSAY_RESULT zip_local_read(struct zip_window *window, uint64_t at, struct zip_record *out,
                            struct assay_error *err);

static inline bool zip_is_encrypted(const struct zip_record *record)
{
    return record->flags & (ZIP_ENCRYPTED | ZIP_STRONG | ZIP_MASKED) || record->method == ZIP_AES;
}

/*
 * The bytes of the data descriptor at `at`, of an entry with this sum and these sizes; 0 where
 * what stands there is none of it.
 */
ASSAY_RESULT zip_descriptor_size(struct zip_window *window, uint64_t at,
                                 const struct zip_record *of, unsigned *size,
                                 struct assay_error *err);

/* What differs between an entry's two headers. */
enum zip_difference {
    ZIP_DIFFERS_NAME = 1 << 0,
    ZIP_DIFFERS_METHOD = 1 << 1,
    ZIP_DIFFERS_SIZE = 1 << 2,
    ZIP_DIFFERS_SUM = 1 << 3,
    ZIP_DIFFERS_ENCRYPTION = 1 << 4,
};

/* Bits of enum zip_difference; values that the local header leaves to the descriptor are none. */
unsigned zip_compare(const struct zip_record *central, const struct zip_record *local);

/* True where the two names of one record are not two spellings of the same. */
bool zip_names_differ(const struct zip_record *record);
