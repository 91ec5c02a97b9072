/*
 * pg_dump_toc.h - the head of an archive that pg_dump writes: what it is made of, and its table of
 * contents, which has the definition of each object and, of tables, how their rows are read back.
 *
 * Source: PostgreSQL, src/bin/pg_dump/pg_backup_archiver.c, ReadHead() and ReadToc(), of versions
 * 1.10 (PostgreSQL 8.0) to 1.16 (18).
 */

#pragma once

#include "base/buf.h"
#include "source/asides.h"
#include "source/source.h"

/* The archive as it is read, piece by piece. */
struct pg_dump_input {
    struct stream *in;
    const struct source_budget *budget;
    struct asides *asides; /* of what is in no member */
    uint64_t taken;        /* bytes that were used */
    size_t at, have;
    uint8_t piece[64 * 1024];
};

/* Up to `size` bytes of what is at hand, at least one; none at the end only. */
ASSAY_RESULT pg_dump_some(struct pg_dump_input *input, size_t size, struct bytes *out,
                          struct assay_error *err);

/* How data is compressed, as archives since version 1.15 number it. */
enum pg_dump_packing { PG_DUMP_PLAIN, PG_DUMP_ZLIB, PG_DUMP_LZ4, PG_DUMP_ZSTD };

/* An object whose data stands behind the table of contents. */
struct pg_dump_entry {
    int64_t id;
    size_t name, name_size; /* in `texts`: its schema and its own name */
    size_t copy, copy_size; /* the statement before its rows; none where they are statements */
};

struct pg_dump_toc {
    unsigned version;      /* 0x10e is 1.14 */
    unsigned integer_size; /* bytes of a number, behind its sign */
    unsigned offset_size;  /* bytes of a place in the file */
    bool custom;           /* data follows; else it stands in files of their own */
    uint8_t packing;       /* enum pg_dump_packing, or what nobody knows */
    struct buf texts;
    struct buf
        definitions; /* of all objects, in the order and form in which pg_restore prints them */
    struct pg_dump_entry *entries; /* sorted by id */
    size_t count, capacity;
    bool cut; /* there were more definitions than are kept */
};

void pg_dump_toc_init(struct pg_dump_toc *toc);
void pg_dump_toc_clear(struct pg_dump_toc *toc);

/* Reads up to the first data. Failures carry their id. */
ASSAY_RESULT pg_dump_toc_read(struct pg_dump_toc *toc, struct pg_dump_input *input,
                              struct assay_error *err);

/* The object of that id, or NULL. */
const struct pg_dump_entry *pg_dump_toc_find(const struct pg_dump_toc *toc, int64_t id);

/* A number as the archive writes it; bundle.truncated where it ends. */
ASSAY_RESULT pg_dump_number(const struct pg_dump_toc *toc, struct pg_dump_input *input,
                            int64_t *out, struct assay_error *err);
