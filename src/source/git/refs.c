/*
 * refs.c - loose refs, packed refs and the heads of work trees. Source: gitrepository-layout(5).
 *
 * Read here and not through libgit2, which passes over a broken ref without a word.
 */

#include "source/git/refs.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/room.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/ref_lookup.h"

enum { PACKED_CEILING = 1 << 30, LOOSE_CEILING = 4096, REFLOG_CEILING = 64 << 20 };

void refs_clear(struct refs *refs)
{
    for (size_t i = 0; i < refs->count; i++)
        free(refs->refs[i].name);
    free(refs->refs);
    *refs = (struct refs){0};
}

static enum assay_status add(struct refs *refs, struct bytes name, const struct object_id *id,
                             struct assay_error *err)
{
    char *copy;

    if (!HAS_ROOM(refs->refs, refs->count, refs->capacity))
        return fail_no_memory(err);
    copy = strndup((const char *)name.data, name.size);
    if (!copy)
        return fail_no_memory(err);
    refs->refs[refs->count++] = (struct ref){.name = copy, .id = *id};
    return ASSAY_OK;
}

static bool is_replace(struct bytes name)
{
    return bytes_starts(name, BYTES("refs/replace/"));
}

static void gap_broken(struct inventory_part *part, struct bytes name)
{
    inventory_gap(part, GAP_GIT_REF_BROKEN, inventory_path(part, NULL, name), ASSAY_NO_OFFSET,
                  "the ref does not hold the id of an object");
}

static bool is_unreadable(const FTSENT *found)
{
    return found->fts_info == FTS_DNR || found->fts_info == FTS_ERR ||
           (found->fts_info == FTS_NS && found->fts_errno != ENOENT);
}

static void gap_unreadable(struct inventory_part *part, const char *name)
{
    inventory_gap(part, GAP_GIT_REF_BROKEN, inventory_path(part, NULL, bytes_text(name)),
                  ASSAY_NO_OFFSET, "it cannot be read, so no ref in it was followed");
}

/* What a symbolic ref names is mostly a ref itself: then only that it leads somewhere is of note.
 */
static enum assay_status add_symbolic(struct refs *refs, struct bytes content, const char *name,
                                      struct inventory_part *part, struct assay_error *err)
{
    char target[REF_NAME_MAX];
    struct assay_error failure = {0};
    struct object_id id;
    bool loose = false;

    if (!ref_symbolic(content, target)) {
        gap_broken(part, bytes_text(name));
        return ASSAY_OK;
    }
    if (ref_follow(refs->repository, target, &id, &loose, &failure) != ASSAY_OK) {
        inventory_gap(part, GAP_GIT_REF_BROKEN, inventory_path(part, NULL, bytes_text(name)),
                      ASSAY_NO_OFFSET, "the refs that it leads to end in a circle, or at no id");
        return ASSAY_OK;
    }
    if (!loose || strncmp(target, "refs/", 5) == 0)
        return ASSAY_OK;
    return add(refs, bytes_text(name), &id, err);
}

static enum assay_status add_loose(struct refs *refs, const char *file, const char *name,
                                   struct inventory_part *part, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LOOSE_CEILING};
    struct object_id id;
    struct bytes content;

    if (file_read(AT_FDCWD, file, &text, NULL) == ASSAY_OK) {
        content = buf_bytes(&text);
        if (bytes_starts(content, BYTES("ref:")))
            return add_symbolic(refs, content, name, part, err);
        if (object_id_take(&content, &id) && id.size == refs->id_size)
            return add(refs, bytes_text(name), &id, err);
    }
    gap_broken(part, bytes_text(name));
    return ASSAY_OK;
}

static int compare_entries(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* All loose refs below `folder`; their names begin behind the first `cut` bytes of a path. */
static enum assay_status add_folder(struct refs *refs, const char *folder, size_t cut,
                                    struct inventory_part *part, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *copy = strdup(folder);
    char *const roots[] = {copy, NULL};
    enum assay_status status = ASSAY_OK;
    const FTSENT *found;
    FTS *walk;

    if (!copy)
        return fail_no_memory(err);
    walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, compare_entries);
    if (!walk)
        return fail_no_memory(err);
    while (status == ASSAY_OK && (found = fts_read(walk)) != NULL) {
        const char *name = found->fts_path + cut;

        if (is_unreadable(found))
            gap_unreadable(part, name);
        if ((found->fts_info != FTS_F && found->fts_info != FTS_SL &&
             found->fts_info != FTS_DEFAULT) || /* a pipe is no ref, and is told */
            bytes_ends(bytes_text(name), BYTES(".lock")))
            continue;
        if (is_replace(bytes_text(name))) {
            refs->replaced++;
            continue;
        }
        status = add_loose(refs, found->fts_path, name, part, err);
    }
    fts_close(walk);
    return status;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct ref *)a)->name, ((const struct ref *)b)->name);
}

/* A loose ref hides the packed one of its name, which is out of date. */
static bool is_loose(const struct refs *refs, size_t loose, struct bytes name)
{
    CLEANUP(free_cleanup) char *text = strndup((const char *)name.data, name.size);
    struct ref wanted = {.name = text};

    return text && loose > 0 &&
           bsearch(&wanted, refs->refs, loose, sizeof wanted, compare_names) != NULL;
}

/* "<id> <name>" a line; "#" and "^" lines tell nothing that the objects do not. */
static enum assay_status add_packed(struct refs *refs, const struct repository *repository,
                                    struct inventory_part *part, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = PACKED_CEILING};
    char path[PATH_MAX];
    struct assay_error failure;
    struct bytes rest;
    enum assay_status status;
    size_t loose = refs->count;

    if (loose > 0)
        qsort(refs->refs, loose, sizeof *refs->refs, compare_names);
    snprintf(path, sizeof path, "%s/packed-refs", repository->common_dir);
    status = file_read(AT_FDCWD, path, &text, &failure);
    if (status == ASSAY_EMISSING)
        return ASSAY_OK;
    if (status != ASSAY_OK) {
        *err = failure;
        return status;
    }
    for (rest = buf_bytes(&text); rest.size > 0;) {
        const uint8_t *end = memchr(rest.data, '\n', rest.size);
        struct bytes line = bytes_of(rest.data, end ? (size_t)(end - rest.data) : rest.size);
        struct bytes name = line;
        struct object_id id;

        rest = bytes_from(rest, line.size + 1);
        if (line.size == 0 || line.data[0] == '#' || line.data[0] == '^')
            continue;
        if (!object_id_take(&name, &id) || id.size != refs->id_size || name.size < 2 ||
            name.data[0] != ' ') {
            gap_broken(part, line);
            continue;
        }
        name = bytes_from(name, 1);
        if (is_replace(name))
            refs->replaced++;
        else if (!is_loose(refs, loose, name))
            TRY(add(refs, name, &id, err));
    }
    return ASSAY_OK;
}

/* Stashes below the topmost stand only in the log of their ref: "<old> <new> <who> ..." a line. */
static enum assay_status add_stashes(struct refs *refs, const struct repository *repository,
                                     struct inventory_part *part, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = REFLOG_CEILING};
    char path[PATH_MAX];
    struct assay_error failure = {0};
    struct bytes rest;
    enum assay_status status;

    snprintf(path, sizeof path, "%s/logs/refs/stash", repository->common_dir);
    status = file_read(AT_FDCWD, path, &text, &failure);
    if (status == ASSAY_ENOMEM)
        return fail_no_memory(err);
    if (status != ASSAY_OK && status != ASSAY_EMISSING)
        gap_unreadable(part, "logs/refs/stash");
    if (status != ASSAY_OK)
        return ASSAY_OK;
    for (rest = buf_bytes(&text); rest.size > 0;) {
        const uint8_t *end = memchr(rest.data, '\n', rest.size);
        struct bytes line = bytes_of(rest.data, end ? (size_t)(end - rest.data) : rest.size);
        struct object_id old, id;

        rest = bytes_from(rest, line.size + 1);
        if (!object_id_take(&line, &old))
            continue;
        line = bytes_from(line, 1);
        if (object_id_take(&line, &id))
            TRY(add(refs, BYTES("refs/stash"), &id, err));
    }
    return ASSAY_OK;
}

/* HEAD where it is detached, and the refs that belong to one work tree alone. */
static enum assay_status add_work_tree(struct refs *refs, const char *git_dir, const char *name,
                                       struct inventory_part *part, struct assay_error *err)
{
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/HEAD", git_dir);
    return add_loose(refs, path, name, part, err);
}

static enum assay_status add_linked(struct refs *refs, const struct repository *repository,
                                    struct inventory_part *part, struct assay_error *err)
{
    char path[PATH_MAX];
    char *const roots[] = {path, NULL};
    size_t cut = strlen(repository->common_dir) + 1;
    enum assay_status status = ASSAY_OK;
    FTSENT *found;
    FTS *walk;

    snprintf(path, sizeof path, "%s/worktrees", repository->common_dir);
    walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, compare_entries);
    if (!walk)
        return fail_no_memory(err);
    while (status == ASSAY_OK && (found = fts_read(walk)) != NULL) {
        char name[PATH_MAX];

        if (is_unreadable(found))
            gap_unreadable(part, found->fts_path + cut);
        if (found->fts_info != FTS_D || found->fts_level != 1)
            continue;
        snprintf(name, sizeof name, "%s/HEAD", found->fts_path + cut);
        status = add_work_tree(refs, found->fts_path, name, part, err);
        if (status == ASSAY_OK) {
            snprintf(name, sizeof name, "%s/refs", found->fts_path);
            status = add_folder(refs, name, cut, part, err);
        }
        fts_set(walk, found, FTS_SKIP);
    }
    fts_close(walk);
    return status;
}

enum assay_status refs_read(const struct repository *repository, struct inventory_part *part,
                            struct refs *out, struct assay_error *err)
{
    char path[PATH_MAX];
    size_t cut = strlen(repository->common_dir) + 1;

    out->repository = repository;
    out->id_size = repository->id_size;
    TRY(add_work_tree(out, repository->common_dir, "HEAD", part, err));
    snprintf(path, sizeof path, "%s/refs", repository->common_dir);
    TRY(add_folder(out, path, cut, part, err));
    TRY(add_packed(out, repository, part, err));
    TRY(add_stashes(out, repository, part, err));
    return add_linked(out, repository, part, err);
}
