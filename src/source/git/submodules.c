/* submodules.c - a source of sources: the repository, then each submodule that was met. */

#include "source/git/submodules.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "inventory/gaps.h"
#include "inventory/part.h"
#include "source/fail.h"
#include "source/git/id_set.h"

enum { HANDLE_BITS = 40, MODULES_DEPTH = 8 };

/* One repository, and where it stands in the outermost. */
struct child {
    struct source *source;
    char *prefix;   /* "" for the outermost, else "path/" */
    char *work_dir; /* NULL where its content is not taken from disk */
    char *modules;  /* where the stores of its own submodules are kept */
    bool present;   /* recorded in HEAD, all the way down */
    unsigned depth;
};

struct submodules {
    struct source base;
    struct assay_target target; /* the view; its texts are the target's owner's */
    struct child *children;     /* LIMIT_SUBMODULES; never moved, for other threads read them */
    size_t count, at;
    struct stores stores; /* of the outermost, and those of git-lfs of all that were met */
    struct id_set seen;   /* of places that were yielded, where one may come twice */
};

struct session {
    struct submodules *submodules;
    struct source_session *sessions[LIMIT_SUBMODULES];
};

static void submodules_close(struct source *source)
{
    struct submodules *all = (struct submodules *)source;

    for (size_t i = 0; all->children && i < all->count; i++) {
        source_close(all->children[i].source);
        free(all->children[i].prefix);
        free(all->children[i].work_dir);
        free(all->children[i].modules);
    }
    free(all->children);
    stores_clear(&all->stores);
    id_set_clear(&all->seen);
    free(all);
}

/* ---- finding the repository of a submodule ---- */

static bool holds_commit(const struct repository *repository, const struct object_id *commit)
{
    CLEANUP(object_store_freep) struct object_store *store = NULL;
    CLEANUP(objects_closep) struct objects *objects = NULL;
    CLEANUP(object_release) struct object object = {0};

    return commit->size == repository->id_size &&
           repository_store(repository, NULL, NULL, &store, NULL) == ASSAY_OK &&
           objects_open(store, &objects, NULL) == ASSAY_OK &&
           object_read(objects, commit, &object, NULL) == ASSAY_OK && object.type == OBJECT_COMMIT;
}

/* Opens the repository of that folder itself, not of one above it. */
static enum assay_status open_at(const char *folder, const struct object_id *commit,
                                 struct repository **out, struct assay_error *err)
{
    CLEANUP(repository_freep) struct repository *repository = NULL;

    TRY(repository_open(folder, NULL, &repository, err));
    if (repository && (!commit || holds_commit(repository, commit)))
        *out = TAKE(repository);
    return ASSAY_OK;
}

static bool has_file(const char *folder, const char *name)
{
    char path[PATH_MAX];
    struct stat status;

    return snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path &&
           lstat(path, &status) == 0;
}

static int is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* What is wrong with one store is told where no other has the commit. */
static enum assay_status keep_first(enum assay_status status, const struct assay_error *failure,
                                    struct assay_error *first)
{
    if (first->status == ASSAY_OK && status != ASSAY_OK)
        *first = *failure;
    return status == ASSAY_ENOMEM ? status : ASSAY_OK;
}

/* Looks through the stores below `folder`, MODULES_DEPTH levels, for the one with the commit: the
 * first by name, for several may have it. One that cannot be opened may be in front of it. */
// NOLINTNEXTLINE(misc-no-recursion): the depth is counted
static enum assay_status search_modules(const char *folder, const struct object_id *commit,
                                        unsigned depth, struct repository **out,
                                        struct assay_error *first)
{
    struct dirent **names = NULL;
    int count = depth < MODULES_DEPTH ? scandir(folder, &names, is_shown, compare_names) : 0;
    enum assay_status status = ASSAY_OK;

    for (int i = 0; i < count; i++) {
        struct assay_error failure = {0};
        char path[PATH_MAX];
        bool fits =
            snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name) < (int)sizeof path;

        free(names[i]);
        if (!fits || status != ASSAY_OK || *out)
            continue;
        if (has_file(path, "HEAD") && has_file(path, "objects"))
            status = keep_first(open_at(path, commit, out, &failure), &failure, first);
        else
            status = search_modules(path, commit, depth + 1, out, first);
    }
    free(names);
    return status;
}

/* `commit` is NULL in the view of the work tree: what stands on disk is wanted. */
static enum assay_status find_repository(const struct child *above, const char *path,
                                         const struct object_id *commit, struct repository **out,
                                         struct assay_error *err)
{
    struct assay_error failure = {0}, first = {0};
    char folder[PATH_MAX];

    if (above->work_dir &&
        snprintf(folder, sizeof folder, "%s/%s", above->work_dir, path) < (int)sizeof folder &&
        has_file(folder, ".git"))
        TRY(keep_first(open_at(folder, commit, out, &failure), &failure, &first));
    if (!*out && commit)
        TRY(search_modules(above->modules, commit, 0, out, &first));
    if (*out || first.status == ASSAY_OK)
        return ASSAY_OK;
    *err = first;
    return first.status;
}

/* ---- paths and gaps of a submodule, as the outermost repository sees them ---- */

static const struct assay_path *outer_path(const struct child *child, struct inventory_part *part,
                                           struct bytes name)
{
    CLEANUP(buf_clear) struct buf path = {.ceiling = SIZE_MAX};

    buf_text(&path, child->prefix);
    buf_add(&path, name.data, name.size);
    if (name.size == 0 && path.size > 0)
        path.size--;
    return inventory_path(part, NULL, buf_bytes(&path));
}

static struct bytes path_bytes(const struct assay_path *path)
{
    return path ? bytes_of(path->name, path->size) : bytes_of(NULL, 0);
}

static void move_gaps(const struct child *child, struct inventory_part *part,
                      const struct gap_node *before)
{
    for (struct gap_node *gap = part->gaps; child->prefix[0] && gap != before; gap = gap->next)
        gap->gap.path = outer_path(child, part, path_bytes(gap->gap.path));
}

/* ---- opening ---- */

static bool is_worktree(const struct submodules *all)
{
    return all->target.view == ASSAY_VIEW_WORKTREE || all->target.view == ASSAY_VIEW_DEFAULT;
}

static enum assay_status fill_child(struct child *child, const struct repository *repository,
                                    struct assay_error *err)
{
    child->work_dir = repository->work_dir ? strdup(repository->work_dir) : NULL;
    if ((repository->work_dir && !child->work_dir) ||
        asprintf(&child->modules, "%s/modules", repository->common_dir) < 0) {
        child->modules = NULL;
        return fail_no_memory(err);
    }
    return ASSAY_OK;
}

static enum assay_status add_child(struct submodules *all, struct inventory_part *part,
                                   struct repository **repository, const char *prefix,
                                   const char *revision, bool present, unsigned depth,
                                   struct assay_error *err)
{
    const struct gap_node *before = part->gaps;
    struct child *child = &all->children[all->count];
    struct assay_target target = {
        .path = (*repository)->git_dir,
        .view = revision ? ASSAY_VIEW_COMMIT : ASSAY_VIEW_WORKTREE,
        .revision = revision,
        .include_ignored = all->target.include_ignored,
        .verify_objects = all->target.verify_objects,
        .recurse_submodules = true,
    };
    struct assay_target_facts facts;
    enum assay_status status;

    *child = (struct child){.prefix = strdup(prefix), .present = present, .depth = depth};
    if (!child->prefix)
        return fail_no_memory(err);
    all->count++;
    TRY(fill_child(child, *repository, err));
    status = repository_source(repository, &target, 1, part, &facts, &child->source, err);
    move_gaps(child, part, before);
    return status == ASSAY_OK ? stores_join(&all->stores, source_stores(child->source), err)
                              : status;
}

static void skip(const struct child *above, struct inventory_part *part,
                 const struct assay_path *path, const char *why)
{
    inventory_gap(part, GAP_GIT_SUBMODULE_SKIPPED, outer_path(above, part, path_bytes(path)),
                  ASSAY_NO_OFFSET, why);
}

/* Opens one submodule that `above` recorded at `place`; one that cannot be is a gap. */
static enum assay_status follow(struct submodules *all, size_t above_at,
                                const struct entry_place *place, struct inventory_part *part,
                                struct assay_error *err)
{
    const struct child *above = &all->children[above_at];
    CLEANUP(repository_freep) struct repository *repository = NULL;
    CLEANUP(buf_clear) struct buf prefix = {.ceiling = SIZE_MAX};
    struct assay_error failure = {0};
    struct object_id commit;
    char hex[OBJECT_HEX_MAX + 1] = "";
    bool on_disk = is_worktree(all);
    enum assay_status status;

    if (above->depth == LIMIT_SUBMODULE_DEPTH || all->count == LIMIT_SUBMODULES) {
        skip(above, part, place->path, "more submodules inside submodules than are followed");
        return ASSAY_OK;
    }
    if (!on_disk) {
        object_id_of(&commit, place->origin->blob, place->origin->blob_size);
        object_id_text(&commit, hex);
    }
    status =
        find_repository(above, place->path->name, on_disk ? NULL : &commit, &repository, &failure);
    if (status == ASSAY_OK && !repository) {
        skip(above, part, place->path,
             on_disk ? "a submodule that is not checked out"
                     : "a submodule whose recorded commit is not here");
        return ASSAY_OK;
    }
    buf_printf(&prefix, "%s%s/", above->prefix, place->path->name);
    if (status == ASSAY_OK)
        status = add_child(all, part, &repository, buf_string(&prefix), on_disk ? NULL : hex,
                           above->present && (on_disk || place->origin->present), above->depth + 1,
                           &failure);
    if (status == ASSAY_ENOMEM)
        return fail_no_memory(err);
    if (status != ASSAY_OK)
        skip(above, part, place->path, failure.text);
    return ASSAY_OK;
}

/* ---- entries ---- */

/* In views of many commits a submodule is recorded many times, and most of its content comes again.
 */
static enum assay_status is_new(struct submodules *all, const struct entry_place *place, bool *new,
                                struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf key = {.ceiling = SIZE_MAX};
    struct object_id id;
    uint8_t digest[SHA256_SIZE];

    *new = true;
    if (!place->origin)
        return ASSAY_OK;
    buf_add(&key, place->path->name, place->path->size + 1);
    buf_add(&key, place->origin->blob, place->origin->blob_size);
    TRY(buf_status(&key, err));
    sha256(buf_bytes(&key), digest);
    object_id_of(&id, digest, sizeof digest);
    *new = !id_set_has(&all->seen, &id);
    return id_set_add(&all->seen, &id) == ASSAY_OK ? ASSAY_OK : fail_no_memory(err);
}

/* Rewrites the places of a submodule's entry; those that were yielded before are left out. */
static enum assay_status move_places(struct submodules *all, const struct child *child,
                                     struct inventory_part *part, struct entry *entry,
                                     struct assay_error *err)
{
    struct arena *arena = inventory_part_arena(part);
    struct entry_place *places = arena_array(arena, entry->place_count, sizeof *places);
    size_t count = 0;

    if (!places)
        return fail_no_memory(err);
    for (size_t i = 0; i < entry->place_count; i++) {
        const struct entry_place *from = &entry->places[i];
        struct entry_place *place = &places[count];
        struct assay_origin *origin = NULL;
        bool new;

        if (from->origin) {
            origin = arena_alloc(arena, sizeof *origin);
            if (!origin)
                return fail_no_memory(err);
            *origin = *from->origin;
            origin->present = child->present;
        }
        *place = (struct entry_place){outer_path(child, part, path_bytes(from->path)), origin,
                                      from->filter};
        TRY(is_new(all, place, &new, err));
        count += new;
    }
    entry->places = places;
    entry->place_count = count;
    return ASSAY_OK;
}

static enum assay_status submodules_next(struct source *source, struct inventory_part *part,
                                         struct entry *entry, bool *found, struct assay_error *err)
{
    struct submodules *all = (struct submodules *)source;

    for (*found = false; all->at < all->count; all->at++) {
        const struct child *child = &all->children[all->at];
        const struct gap_node *before = part->gaps;

        while (child->source) {
            TRY(source_next(child->source, part, entry, found, err));
            move_gaps(child, part, before);
            if (!*found)
                break;
            for (size_t i = 0; entry->type == ASSAY_ITEM_GITLINK && i < entry->place_count; i++)
                TRY(follow(all, all->at, &entry->places[i], part, err));
            before = part->gaps;
            entry->handle |= (uint64_t)all->at << HANDLE_BITS;
            if (child->prefix[0])
                TRY(move_places(all, child, part, entry, err));
            if (entry->place_count > 0)
                return ASSAY_OK;
        }
    }
    return ASSAY_OK;
}

/* ---- bytes ---- */

static enum assay_status session_open(struct source *source, struct source_session **out,
                                      struct assay_error *err)
{
    struct session *session = calloc(1, sizeof *session);

    if (!session)
        return fail_no_memory(err);
    session->submodules = (struct submodules *)source;
    *out = (struct source_session *)session;
    return ASSAY_OK;
}

static void session_close(struct source_session *opened)
{
    struct session *session = (struct session *)opened;

    for (size_t i = 0; i < LIMIT_SUBMODULES; i++)
        if (session->sessions[i])
            source_session_close(session->submodules->children[i].source, session->sessions[i]);
    free(session);
}

static enum assay_status submodules_read(struct source *source, struct source_session *opened,
                                         const struct entry *entry, struct stream *stream,
                                         struct assay_error *err)
{
    const struct submodules *all = (const struct submodules *)source;
    struct session *session = (struct session *)opened;
    size_t at = (size_t)(entry->handle >> HANDLE_BITS);
    const struct child *child = &all->children[at];
    size_t cut = strlen(child->prefix);
    const struct assay_path *path = entry->places[0].path;
    const struct assay_path inner = {NULL, path->size - cut, path->name + cut};
    const struct entry_place place = {&inner, entry->places[0].origin, FILTER_UNKNOWN};
    struct entry own = *entry;

    if (session && !session->sessions[at])
        TRY(source_session_open(child->source, &session->sessions[at], err));
    own.handle &= (UINT64_C(1) << HANDLE_BITS) - 1;
    own.places = &place;
    own.place_count = 1;
    return source_read(child->source, session ? session->sessions[at] : NULL, &own, stream, err);
}

static void submodules_examined(struct source *source, const struct entry *entry,
                                const struct assay_examination *content)
{
    const struct submodules *all = (const struct submodules *)source;
    struct entry own = *entry;

    own.handle &= (UINT64_C(1) << HANDLE_BITS) - 1;
    source_examined(all->children[entry->handle >> HANDLE_BITS].source, &own, content);
}

/* Of the outermost the commit, of all together how many differ from the commit of their own. */
static enum assay_status submodules_tell(struct source *source, const struct source_budget *budget,
                                         struct inventory_part *part, struct assay_checked_out *out,
                                         struct assay_error *err)
{
    const struct submodules *all = (const struct submodules *)source;

    for (size_t i = 0; i < all->count; i++)
        if (all->children[i].source)
            TRY(source_tell(all->children[i].source, budget, part, out, err));
    return ASSAY_OK;
}

/* They grow while the walk goes on; asked for content only when it is over. */
static const struct stores *submodules_stores(const struct source *source)
{
    return &((const struct submodules *)source)->stores;
}

static const struct source_class submodules_class = {
    .next = submodules_next,
    .session_open = session_open,
    .session_close = session_close,
    .read = submodules_read,
    .examined = submodules_examined,
    .tell = submodules_tell,
    .stores = submodules_stores,
    .close = submodules_close,
};

enum assay_status submodules_open(struct source **outer, const struct repository *repository,
                                  const struct assay_target *target, struct source **out,
                                  struct assay_error *err)
{
    struct submodules *all = calloc(1, sizeof *all);
    enum assay_status status = ASSAY_OK;

    if (all) {
        all->base.class = &submodules_class;
        all->target = *target;
        id_set_init(&all->seen);
        all->children = calloc(LIMIT_SUBMODULES, sizeof *all->children);
    }
    if (!all || !all->children) {
        source_close(TAKE(*outer));
        free(all);
        return fail_no_memory(err);
    }
    all->children[0] =
        (struct child){.source = TAKE(*outer), .prefix = strdup(""), .present = true};
    all->count = 1;
    status = all->children[0].prefix ? fill_child(&all->children[0], repository, err)
                                     : fail_no_memory(err);
    if (status == ASSAY_OK)
        status = stores_copy(&all->stores, source_stores(all->children[0].source), err);
    if (status != ASSAY_OK) {
        submodules_close(&all->base);
        return status;
    }
    *out = &all->base;
    return ASSAY_OK;
}
