/*
 * iso_trees.h - an ISO image names its files in several trees: the primary one, one for each
 * supplementary volume (Joliet), one of UDF. A program reads one of them; here they are compared.
 */

#pragma once

#include "source/outside.h"
#include "source/source.h"

struct iso_file {
    struct bytes name; /* UTF-8 where the tree is Joliet's; valid until the next is asked for */
    uint64_t at, size; /* bytes of the image */
    bool hidden;       /* the tree that programs show does not have it */
    bool cut;          /* folders in front are left out of a name of more than LIMIT_NAME bytes */
};

struct iso_trees;

enum { ISO_SECTOR = 2048 };

/* Zeros fill up what is cut short; not *there: the image ends before `at`. */
ASSAY_RESULT iso_read_sector(struct stream *stream, uint64_t at, uint8_t sector[ISO_SECTOR],
                             bool *there, struct assay_error *err);

/*
 * Walks all trees of ISO 9660. What cannot be read of them is left: libarchive tells of the tree
 * that it reads. ASSAY_ENOMEM; a limit or the stream's failure ends the walk with its id.
 */
ASSAY_RESULT iso_trees_read(struct stream *stream, const struct source_budget *budget,
                            struct iso_trees **out, struct assay_error *err);
void iso_trees_free(struct iso_trees *trees); /* NULL is fine */

/* True where a volume of Joliet is among them: what has no Rock Ridge is shown by its names. */
bool iso_trees_joliet(const struct iso_trees *trees);

/* The files one after the other, those of the primary tree by place alone: where it was read
 * already, with `primary`, only those that it does not have. */
bool iso_trees_next(struct iso_trees *trees, bool primary, struct iso_file *file);

/* Where the image ends by its own account: behind its volumes, and all that their trees name. */
uint64_t iso_trees_end(const struct iso_trees *trees);

/* Where the content of all files stands. The caller's to free(); NULL where there is no memory. */
struct extent *iso_trees_files(const struct iso_trees *trees, size_t *count);

/* The same of all that the trees tell of, by place: descriptors, tables and folders as well. */
struct extent *iso_trees_covered(const struct iso_trees *trees, size_t *count);

/* True where attributes of a record (Rock Ridge's) go on in themselves: who follows them does not
 * come to an end. */
bool iso_trees_endless(const struct iso_trees *trees);

bool iso_trees_has_udf(const struct iso_trees *trees);
