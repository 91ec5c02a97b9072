/* index_libgit2.c - index files by way of libgit2. */

#include <stdlib.h>
#include <unistd.h>

#include "base/kit.h"
#include "source/fail.h"
#include "source/git/index.h"
#include "source/git/library.h"

enum { MODE_TYPE = 0170000 };

static enum entry_type type_of(uint32_t mode)
{
    switch (mode & MODE_TYPE) {
    case 0120000:
        return ENTRY_SYMLINK;
    case 0160000:
        return ENTRY_GITLINK;
    case 0040000:
        return ENTRY_TREE;
    default:
        return ENTRY_FILE;
    }
}

static enum assay_status fail_index(const char *file, struct assay_error *err)
{
    enum assay_status status =
        fail_git(err, ASSAY_EFORMAT, "git.unsupported-format", "cannot read the index %s", file);

    assay_error_path(err, file);
    assay_error_why(err, "it is damaged, split or sparse; assay reads whole index files");
    assay_error_do(err, "git update-index --no-split-index, or git sparse-checkout reapply "
                        "--no-sparse-index; a damaged one: rm the index, then git reset");
    return status;
}

static int compare_entries(const void *a, const void *b)
{
    const struct index_entry *one = a, *other = b;
    int order = strcmp(one->path, other->path);

    return order ? order : one->stage - other->stage;
}

static enum assay_status copy(git_index *source, struct index *out, struct assay_error *err)
{
    out->names = arena_new();
    out->entries = calloc(git_index_entrycount(source) + 1, sizeof *out->entries);
    if (!out->names || !out->entries)
        return fail_no_memory(err);
    for (size_t i = 0; i < git_index_entrycount(source); i++) {
        const git_index_entry *from = git_index_get_byindex(source, i);
        struct index_entry *entry = &out->entries[out->count++];

        entry->path = arena_text(out->names, from->path);
        if (!entry->path)
            return fail_no_memory(err);
        object_id_of(&entry->id, from->id.id, GIT_OID_RAWSZ);
        entry->type = type_of(from->mode);
        entry->stage = (uint8_t)git_index_entry_stage(from);
        entry->intent_to_add = (from->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0;
    }
    qsort(out->entries, out->count, sizeof *out->entries, compare_entries);
    return ASSAY_OK;
}

enum assay_status index_read(const char *file, struct index *out, struct assay_error *err)
{
    git_index *source = NULL;
    enum assay_status status;

    *out = (struct index){0};
    if (git_index_open(&source, file) != 0)
        return fail_index(file, err);
    status = copy(source, out, err);
    git_index_free(source);
    return status;
}

void index_clear(struct index *index)
{
    arena_free(index->names);
    free(index->entries);
    *index = (struct index){0};
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
