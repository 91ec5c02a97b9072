/*
 * foreign_iso.c - an ISO image: the tree that most programs show, Rock Ridge's by way of libarchive
 * and Joliet's by iso_trees.c, then the files that only another tree has.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/foreign.h"
#include "source/iso_behind.h"
#include "source/iso_udf.h"

struct iso {
    struct stream *in;
    const struct source_budget *budget;
    void *inner; /* of foreign_libarchive */
    struct iso_trees *trees;
    bool primary;         /* libarchive's members are taken: Rock Ridge, or no Joliet at all */
    bool own;             /* those of `trees` follow */
    struct iso_file file; /* the one at hand, of `own` */
    uint64_t done, taken;
};

static void iso_close(void *state)
{
    struct iso *iso = state;

    if (iso->inner)
        foreign_libarchive.close(iso->inner);
    iso_trees_free(iso->trees);
    free(iso);
}

static enum assay_status iso_open(enum container_format format, struct stream *in,
                                  struct source_budget *budget, void **state,
                                  struct assay_error *err)
{
    struct iso *iso = calloc(1, sizeof *iso);
    enum assay_status status;

    if (!iso)
        return fail_no_memory(err);
    iso->in = in;
    iso->budget = budget;
    status = foreign_libarchive.open(format, in, budget, &iso->inner, err);
    if (status == ASSAY_OK)
        *state = iso;
    else
        iso_close(iso);
    return status;
}

/* ---- members ---- */

static enum assay_status next_own(struct iso *iso, struct foreign_member *member, bool *found,
                                  bool *again, struct assay_error *err)
{
    *again = false;
    iso->own = true;
    iso->done = 0;
    *found = iso_trees_next(iso->trees, iso->primary, &iso->file);
    if (*found)
        *member = (struct foreign_member){
            .name = iso->file.name,
            .cut = iso->file.cut,
            .type = ASSAY_ITEM_FILE,
            .size = iso->file.size,
            .hidden = iso->file.hidden ? "another tree of the image has it than the one that "
                                         "programs show (Rock Ridge, else Joliet)"
                                       : NULL,
        };
    (void)err;
    return ASSAY_OK;
}

static enum assay_status iso_next(void *state, struct foreign_member *member, bool *found,
                                  bool *again, struct assay_error *err)
{
    struct iso *iso = state;
    enum assay_status status;
    bool first = false;

    *found = false;
    if (iso->own)
        return next_own(iso, member, found, again, err);
    if (!iso->trees) {
        *again = false;
        TRY(iso_trees_read(iso->in, iso->budget, &iso->trees, err));
        if (iso_trees_endless(iso->trees)) {
            iso->own = *again = true;
            return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                           "attributes of a record go on in themselves: names of Rock Ridge are "
                           "not read");
        }
        first = true;
    }
    status = foreign_libarchive.next(iso->inner, member, found, again, err);
    if (first) {
        iso->primary =
            foreign_libarchive_is_rock_ridge(iso->inner) || !iso_trees_joliet(iso->trees);
        if (!iso->primary)
            return next_own(iso, member, found, again, err);
    }
    if (status == ASSAY_OK && *found)
        return status;
    if (status != ASSAY_OK) {
        iso->own = !*again; /* what breaks off has other trees all the same */
        *again = true;
        return status;
    }
    return next_own(iso, member, found, again, err);
}

/* ---- content ---- */

static enum assay_status iso_read(void *state, void *to, size_t size, uint64_t *at, size_t *got,
                                  struct assay_error *err)
{
    struct iso *iso = state;
    uint64_t left = iso->file.size - iso->done;

    if (!iso->own)
        return foreign_libarchive.read(iso->inner, to, size, at, got, err);
    *at = iso->done;
    *got = 0;
    if (left == 0)
        return ASSAY_OK;
    TRY(iso->in->read_at(iso->in, iso->file.at + iso->done, to, left < size ? (size_t)left : size,
                         got, err));
    if (*got == 0)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_TRUNCATED,
                       "the file stands past the end of the image");
    iso->done += *got;
    iso->taken += *got;
    return ASSAY_OK;
}

/* ---- the end ---- */

static enum assay_status reader_behind(void *state, uint64_t *at, struct assay_error *err)
{
    struct iso *iso = state;
    uint64_t udf = ASSAY_NO_OFFSET;
    enum assay_status status;

    *at = ASSAY_NO_OFFSET;
    if (!iso->trees)
        return ASSAY_OK;
    if (!iso_trees_has_udf(iso->trees)) /* whose content goes on where the volume ends */
        return iso_behind(iso->trees, iso->in, iso->budget, at, err);
    TRY(iso_udf(iso->trees, iso->in, iso->budget, &udf, err));
    if (udf == ASSAY_NO_OFFSET)
        return ASSAY_OK;
    status =
        fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_HIDDEN_ENTRY,
                "the image has UDF as well, and content there that no tree of ISO 9660 tells of");
    err->offset = udf;
    return status;
}

static enum assay_status iso_outside(void *state, unsigned layer, struct outside *out,
                                     struct assay_error *err)
{
    const struct iso *iso = state;
    struct extent *files;
    size_t count;

    if (layer != 0 || !iso->trees)
        return ASSAY_OK;
    files = iso_trees_files(iso->trees, &count);
    if (!files)
        return fail_no_memory(err);
    outside_init(out, iso->in, iso->budget, files, count);
    return ASSAY_OK;
}

static uint64_t iso_taken(const void *state)
{
    const struct iso *iso = state;

    return foreign_libarchive.taken(iso->inner) + iso->taken;
}

const struct foreign_reader foreign_iso = {.name = "iso",
                                           .open = iso_open,
                                           .next = iso_next,
                                           .read = iso_read,
                                           .behind = reader_behind,
                                           .outside = iso_outside,
                                           .taken = iso_taken,
                                           .close = iso_close};
