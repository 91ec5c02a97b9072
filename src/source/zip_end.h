/*
 * zip_end.h - finds the end of a zip, which says where its directory stands, and whatever else
 * could be taken for it.
 * Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.13 to 4.3.16, 7.3 (encrypted directories), 8.
 */

#pragma once

#include "source/zip_window.h"

enum {
    ZIP_END_SIZE = 22, /* without its comment */
    ZIP_LOCATOR_SIZE = 20,
    ZIP_END64_SIZE = 56,
};

/* What is wrong with a zip as a whole: an id of gaps.h, where, and one line. */
struct zip_notes {
    struct zip_note {
        const char *id, *why;
        uint64_t at;
    } notes[12];
    size_t count; /* those past the array are dropped: no reader here makes so many */
};

void zip_note(struct zip_notes *notes, const char *id, uint64_t at, const char *why);

struct zip_end {
    bool found;           /* and its directory can be read */
    bool encrypted;       /* it cannot, for it is encrypted */
    bool holds;           /* some program may find something by this end or another one */
    bool holds_last;      /* so it may by one with nothing behind it */
    uint64_t start, stop; /* of the directory's records */
    uint64_t tail;        /* the first of the records that end the zip */
    uint64_t last;        /* the last of them; a longer one may stand anywhere in front of it */
    uint64_t end;         /* behind its comment */
    uint64_t shift;       /* what offsets lack where something was put in front of the zip */
    uint64_t entries;     /* as it counts them */
    uint32_t disk;        /* the number of this volume, from 0 */
    bool volumes;         /* there are others */
    bool wide;            /* `entries` is no count modulo 2^16 */
};

struct source_budget;

/*
 * Looks for the end in the last 64 KiB, where all programs look, and takes the last one that fits:
 * so do most of them. Where none leads to a directory, the last one in the whole stream that does
 * is taken, in one pass that `budget` (NULL: no limit) holds to the run's time. What makes others
 * see another directory is noted.
 *
 * Fails as the stream does, or with ASSAY_ENOMEM; that nothing is found is no failure.
 */
ASSAY_RESULT zip_end_find(struct stream *stream, const struct source_budget *budget,
                          struct zip_end *out, struct zip_notes *notes, struct assay_error *err);

/* True where `tail`, the last bytes of a file of `size` bytes, may hold the end of a zip; with
 * `last`, one with nothing behind it. Costs next to nothing where they do not. */
bool zip_end_may_be(struct bytes tail, uint64_t size, bool last);
