/* index.c - an index read whole: its file, the one it is the difference to, its closed folders. */

#include "source/git/index.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"

void index_clear(struct index *index)
{
    arena_free(index->names);
    free(index->entries);
    *index = (struct index){0};
}

enum assay_status index_reserve(struct index *index, size_t count, struct assay_error *err)
{
    struct index_entry *grown;

    if (count <= index->capacity)
        return ASSAY_OK;
    grown = reallocarray(index->entries, count, sizeof *grown);
    if (!grown)
        return fail_no_memory(err);
    index->entries = grown;
    index->capacity = count;
    return ASSAY_OK;
}

enum assay_status index_add(struct index *index, struct bytes path, const struct index_entry *entry,
                            struct assay_error *err)
{
    struct index_entry *added;

    if (!index->names)
        index->names = arena_new();
    if (!index->names)
        return fail_no_memory(err);
    if (index->count == index->capacity)
        TRY(index_reserve(index, index->capacity ? index->capacity * 2 : 64, err));
    if (ckd_add(&index->names_size, index->names_size, path.size) ||
        index->names_size > LIMIT_INDEX_NAMES)
        return fail_id(err, ASSAY_ELIMIT, GAP_GIT_INDEX_CORRUPT,
                       "the paths of an index are longer than %u bytes together",
                       LIMIT_INDEX_NAMES);
    added = &index->entries[index->count];
    *added = *entry;
    added->path = arena_copy(index->names, path);
    if (!added->path)
        return fail_no_memory(err);
    index->count++;
    return ASSAY_OK;
}

static int compare_entries(const void *a, const void *b)
{
    const struct index_entry *one = a, *other = b;
    int order = strcmp(one->path, other->path);

    return order ? order : one->stage - other->stage;
}

/* As git writes it; only what was joined or expanded may be in another order. */
static bool is_sorted(const struct index *index)
{
    for (size_t i = 1; i < index->count; i++)
        if (compare_entries(&index->entries[i - 1], &index->entries[i]) > 0)
            return false;
    return true;
}

/* Says what the parser could not know: which file it is, and what to do. */
static enum assay_status complete(enum assay_status status, const char *file,
                                  struct assay_error *err)
{
    struct assay_error cause;

    if (!err || (status != ASSAY_EFORMAT && status != ASSAY_ELIMIT))
        return status;
    cause = *err;
    if (!cause.id[0]) {
        status =
            fail_id(err, status, GAP_GIT_INDEX_CORRUPT, "the index is damaged: %s", cause.text);
        err->offset = cause.offset;
        assay_error_why(err, "what is staged cannot be known from it");
        assay_error_do(err, "rm %s; git reset      (what was staged must be added again)", file);
    } else {
        assay_error_why(err, "a newer git wrote it");
        assay_error_do(err,
                       "git update-index --index-version 4 --no-split-index, or a newer assay");
    }
    assay_error_path(err, file);
    return status;
}

static enum assay_status read_file(const char *file, struct buf *out, struct assay_error *err)
{
    buf_init(out, LIMIT_INDEX_FILE);
    return file_read(AT_FDCWD, file, out, err);
}

static enum assay_status fail_shared(const char *file, const char *shared, struct assay_error *err)
{
    enum assay_status status = fail_id(err, ASSAY_EMISSING, GAP_GIT_INDEX_CORRUPT,
                                       "the index is split, and its shared file is not there");

    assay_error_path(err, shared);
    assay_error_why(err, "%s holds only the difference to it", file);
    assay_error_do(err, "rm %s; git reset      (what was staged must be added again)", file);
    return status;
}

/* Reads the shared file of a split index and joins the two. */
static enum assay_status join_shared(const struct index_source *source, struct index *index,
                                     struct assay_error *err)
{
    CLEANUP(index_clear) struct index base = {0};
    CLEANUP(buf_clear) struct buf text = {0};
    char hex[OBJECT_HEX_MAX + 1], path[PATH_MAX];
    struct assay_error failure = {0};
    enum assay_status status;

    if (!index->has_base)
        return ASSAY_OK;
    object_id_text(&index->base, hex);
    snprintf(path, sizeof path, "%s/sharedindex.%s", source->folder, hex);
    status = read_file(path, &text, &failure);
    if (status == ASSAY_EMISSING)
        return fail_shared(source->file, path, err);
    if (status != ASSAY_OK) {
        if (err)
            *err = failure;
        return status;
    }
    TRY(complete(index_parse(buf_bytes(&text), source->id_size, &base, err), path, err));
    return complete(index_join(index, &base, err), source->file, err);
}

enum assay_status index_read(const struct index_source *source, struct index *out,
                             struct assay_error *err)
{
    CLEANUP(index_clear) struct index index = {0};
    CLEANUP(buf_clear) struct buf text = {0};
    struct assay_error failure = {0};
    struct stat before;
    bool known = stat(source->file, &before) == 0; /* of one that is written meanwhile, too early */
    enum assay_status status = read_file(source->file, &text, &failure);

    *out = (struct index){0};
    if (status == ASSAY_EMISSING)
        return ASSAY_OK;
    if (status != ASSAY_OK) {
        if (err)
            *err = failure;
        return status;
    }
    TRY(complete(index_parse(buf_bytes(&text), source->id_size, &index, err), source->file, err));
    TRY(join_shared(source, &index, err));
    index.link = bytes_of(NULL, 0);
    if (index.sparse && source->objects)
        TRY(index_expand(&index, source->objects, source->part, err));
    if (!is_sorted(&index))
        qsort(index.entries, index.count, sizeof *index.entries, compare_entries);
    if (known)
        index.written = before.st_mtim;
    *out = index;
    index = (struct index){0};
    return ASSAY_OK;
}

size_t index_find(const struct index *index, struct bytes path)
{
    size_t low = 0, high = index->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (bytes_compare(bytes_text(index->entries[middle].path), path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
