/*
 * index_split.c - a split index: most entries stand in a shared file, and the index itself says
 * which of them are gone, which are replaced, and what was added.
 * Source: gitformat-index(5), "Split index".
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/cursor.h"
#include "base/kit.h"
#include "source/fail.h"
#include "source/git/ewah.h"
#include "source/git/index.h"

struct join {
    const struct index *base;
    uint8_t *gone, *replaced; /* one byte an entry of the base */
    struct index out;
    size_t used; /* entries of the index itself that stand for replaced ones */
};

static void join_clear(struct join *join)
{
    free(join->gone);
    free(join->replaced);
    index_clear(&join->out);
}

static enum assay_status read_bitmaps(struct join *join, struct bytes link, struct assay_error *err)
{
    struct cursor cursor;

    join->gone = calloc(join->base->count + 1, 1);
    join->replaced = calloc(join->base->count + 1, 1);
    if (!join->gone || !join->replaced)
        return fail_no_memory(err);
    if (link.size == 0) /* nothing is gone or replaced */
        return ASSAY_OK;
    cursor_of_bytes(&cursor, link, err);
    TRY(ewah_read(&cursor, join->gone, join->base->count));
    return ewah_read(&cursor, join->replaced, join->base->count);
}

/* An entry that replaces has no path of its own. */
static enum assay_status take_replacement(struct join *join, const struct index *index,
                                          const struct index_entry **out, struct assay_error *err)
{
    if (join->used == index->count || index->entries[join->used].path[0])
        return assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET,
                          "replaced entry %zu of the shared index is not in the index", join->used);
    *out = &index->entries[join->used++];
    return ASSAY_OK;
}

static enum assay_status join_base(struct join *join, const struct index *index,
                                   struct assay_error *err)
{
    for (size_t i = 0; i < join->base->count; i++) {
        const struct index_entry *entry = &join->base->entries[i];
        struct bytes path = bytes_text(entry->path);

        if (join->replaced[i])
            TRY(take_replacement(join, index, &entry, err));
        if (!join->gone[i])
            TRY(index_add(&join->out, path, entry, err));
    }
    return ASSAY_OK;
}

enum assay_status index_join(struct index *index, const struct index *base, struct assay_error *err)
{
    CLEANUP(join_clear) struct join join = {.base = base};
    struct index before;

    TRY(read_bitmaps(&join, index->link, err));
    TRY(join_base(&join, index, err));
    for (size_t i = join.used; i < index->count; i++) {
        if (!index->entries[i].path[0])
            return assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "entry %zu has no path", i);
        TRY(index_add(&join.out, bytes_text(index->entries[i].path), &index->entries[i], err));
    }
    join.out.sparse = index->sparse || base->sparse;
    join.out.tree = index->tree;
    join.out.has_tree = index->has_tree;
    before = *index;
    *index = join.out;
    join.out = before;
    return ASSAY_OK;
}
