/*
 * view_source.c - a view of a git repository as a source: lets the view fill the catalogue, yields
 * each content once with all its places.
 */

#include "source/git/view_source.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/describe.h"
#include "source/git/lfs_paths.h"
#include "source/git/messages.h"
#include "source/git/object_order.h"
#include "source/git/pack.h"
#include "source/git/revision.h"
#include "source/git/views.h"
#include "source/ignore.h"
#include "source/link_outside.h"

enum { LINK_TARGET_MAX = 4096 }; /* PATH_MAX of Linux */

struct git_source {
    struct source base;
    struct repository *repository;
    bool all_history;
    bool quiet_gitlinks; /* that they are not walked, whoever wraps the source tells */
    struct object_store *store;
    struct objects *objects; /* the walker's own */
    struct catalogue catalogue;
    struct commit_graph graph;
    struct ignore_rules *ignore; /* of the view's own .assayignore, or NULL */
    struct lfs_paths *lfs_paths;
    const struct assay_commit **commits; /* described ones, by their number in the graph */
    struct ordered *order;               /* of objects to yield */
    size_t order_size, at;
    size_t message_count; /* that are yielded behind them */
};

static void git_close(struct source *source)
{
    struct git_source *git = (struct git_source *)source;

    ignore_free(git->ignore);
    lfs_paths_free(git->lfs_paths);
    free(git->commits);
    free(git->order);
    graph_clear(&git->graph);
    catalogue_clear(&git->catalogue);
    objects_close(git->objects);
    object_store_free(git->store);
    repository_free(git->repository);
    free(git);
}

static void git_closep(struct git_source **git)
{
    if (*git)
        git_close(&(*git)->base);
}

/* ---- the order of contents ---- */

static const struct object_id *id_of(const void *state, uint32_t object)
{
    return &((const struct git_source *)state)->catalogue.objects[object].id;
}

static enum assay_status put_in_order(struct git_source *git, unsigned threads,
                                      struct assay_error *err)
{
    const struct catalogue *catalogue = &git->catalogue;

    git->order = calloc(catalogue->object_count + 1, sizeof *git->order);
    if (!git->order)
        return fail_no_memory(err);
    for (size_t i = 0; i < catalogue->object_count; i++)
        if (catalogue->objects[i].type != ENTRY_TREE)
            git->order[git->order_size++].object = (uint32_t)i;
    return objects_order(git->store, git->order, git->order_size, id_of, git, threads, err);
}

/* ---- entries ---- */

static const struct assay_commit *describe(struct git_source *git, uint32_t commit,
                                           struct inventory_part *part)
{
    if (commit == NO_COMMIT)
        return NULL;
    if (!git->commits[commit])
        git->commits[commit] = commit_describe(git->objects, &git->graph.commits[commit].id, part);
    return git->commits[commit];
}

static const struct assay_path *path_of(const struct git_source *git, uint32_t node,
                                        struct inventory_part *part)
{
    CLEANUP(buf_clear) struct buf path = {.ceiling = SIZE_MAX};

    catalogue_path(&git->catalogue, node, &path);
    return inventory_path(part, NULL, buf_bytes(&path));
}

/* What a folder is ignored for, all below it is; a later `!` does not bring it back. */
static bool is_ignored(const struct git_source *git, const struct assay_path *path)
{
    const char *slash = git->ignore ? strchr(path->name, '/') : NULL;

    for (; slash; slash = strchr(slash + 1, '/'))
        if (ignore_match(git->ignore, bytes_of(path->name, (size_t)(slash - path->name)), true) ==
            IGNORE_DROP)
            return true;
    return ignore_match(git->ignore, bytes_of(path->name, path->size), false) == IGNORE_DROP;
}

/* The places that are not ignored; there may be none. */
static enum assay_status fill_places(struct git_source *git, const struct known_object *object,
                                     struct inventory_part *part, struct entry *entry,
                                     struct assay_error *err)
{
    struct arena *arena = inventory_part_arena(part);
    struct entry_place *places = arena_array(arena, object->places, sizeof *places);
    struct assay_origin *origins = arena_array(arena, object->places, sizeof *origins);
    size_t count = 0;

    if (!places || !origins)
        return fail_no_memory(err);
    for (uint32_t at = object->first; at != TABLE_NONE; at = git->catalogue.places[at].next) {
        const struct place *place = &git->catalogue.places[at];
        struct assay_origin *origin = &origins[count];
        const struct assay_path *path = path_of(git, place->node, part);

        if (is_ignored(git, path)) {
            inventory_count(part, 0, 1);
            continue;
        }
        memcpy(origin->blob, object->id.bytes, sizeof origin->blob);
        origin->blob_size = object->id.size;
        origin->present = place->present;
        origin->commit = describe(git, place->commit, part);
        places[count] = (struct entry_place){.path = path, .origin = origin};
        if (object->type == ENTRY_FILE)
            TRY(lfs_paths_ask(git->lfs_paths, path, place->commit, &places[count].filter, err));
        count++;
    }
    entry->places = places;
    entry->place_count = count;
    return ASSAY_OK;
}

/* No more of it than a path may have. */
static enum assay_status read_target(struct git_source *git, const struct object_id *id,
                                     uint8_t *target, size_t *size, struct assay_error *err)
{
    struct stream stream = {0};
    enum assay_status status;
    size_t got = 1;

    *size = 0;
    TRY(object_stream(git->objects, id, &stream, err));
    do {
        status = stream_read(&stream, target + *size, LINK_TARGET_MAX + 1 - *size, &got, err);
        *size += status == ASSAY_OK ? got : 0;
    } while (status == ASSAY_OK && got > 0 && *size <= LINK_TARGET_MAX);
    stream_close(&stream);
    return status;
}

static bool is_path(struct bytes target)
{
    for (size_t i = 0; i < target.size; i++)
        if (target.data[i] < ' ' || target.data[i] == 0x7f)
            return false;
    return target.size <= LINK_TARGET_MAX;
}

/* Of all history links are what they were once: nothing is opened by them. */
static void tell_outside(const struct git_source *git, struct inventory_part *part,
                         const struct entry *entry, struct bytes target)
{
    for (size_t i = 0; !git->all_history && i < entry->place_count; i++)
        if (link_leads_out(bytes_of(entry->places[i].path->name, entry->places[i].path->size),
                           target))
            inventory_gap(part, GAP_FILE_LINK_OUTSIDE, entry->places[i].path, ASSAY_NO_OFFSET,
                          "the symbolic link leads out of the repository");
}

/* Where links are off (core.symlinks), git writes a file with the target's bytes: what is no path
 * is examined as that file. */
static void read_link(struct git_source *git, const struct known_object *object,
                      struct inventory_part *part, struct entry *entry)
{
    struct assay_error failure = {0};
    uint8_t target[LINK_TARGET_MAX + 1];
    const char *link;
    size_t size;

    entry->type = ASSAY_ITEM_SYMLINK;
    entry->link = "";
    if (read_target(git, &object->id, target, &size, &failure) != ASSAY_OK) {
        gap_from(part, entry->places[0].path, &failure);
        return;
    }
    if (is_path(bytes_of(target, size))) {
        link = arena_copy(inventory_part_arena(part), bytes_of(target, size));
        entry->link = link ? link : "";
        tell_outside(git, part, entry, bytes_of(target, size));
        return;
    }
    entry->type = ASSAY_ITEM_FILE;
    entry->link = NULL;
    for (size_t i = 0; i < entry->place_count; i++)
        inventory_gap(part, GAP_GIT_UNSAFE_PATH, entry->places[i].path, ASSAY_NO_OFFSET,
                      "a symbolic link whose target is no path: examined as the file that git "
                      "writes where links are off");
}

/* Behind the contents; what is told of git's own folder may be ignored as well. */
static enum assay_status next_message(struct git_source *git, struct inventory_part *part,
                                      struct entry *entry, bool *found, struct assay_error *err)
{
    do {
        *found = git->at < git->order_size + git->message_count;
        if (!*found)
            return ASSAY_OK;
        TRY(messages_entry(&git->graph, &git->catalogue, git->at - git->order_size, part, entry,
                           err));
        entry->handle = git->at++;
    } while (is_ignored(git, entry->places[0].path));
    return ASSAY_OK;
}

static enum assay_status git_next(struct source *source, struct inventory_part *part,
                                  struct entry *entry, bool *found, struct assay_error *err)
{
    struct git_source *git = (struct git_source *)source;
    const struct known_object *object;
    uint32_t index, group;

    do {
        *found = git->at < git->order_size;
        if (!*found)
            return next_message(git, part, entry, found, err);
        index = git->order[git->at].object;
        group = git->order[git->at].group;
        object = &git->catalogue.objects[index];
        *entry = (struct entry){.type = ASSAY_ITEM_FILE,
                                .size = STREAM_SIZE_UNKNOWN,
                                .handle = git->at++,
                                .group = group};
        TRY(fill_places(git, object, part, entry, err));
    } while (entry->place_count == 0);
    if (object->type == ENTRY_SYMLINK) {
        read_link(git, object, part, entry);
    } else if (object->type == ENTRY_GITLINK) {
        entry->type = ASSAY_ITEM_GITLINK;
        for (size_t i = 0; !git->quiet_gitlinks && i < entry->place_count; i++)
            inventory_gap(part, GAP_GIT_SUBMODULE_SKIPPED, entry->places[i].path, ASSAY_NO_OFFSET,
                          "a submodule: its content is another repository's");
    }
    return ASSAY_OK;
}

/* ---- bytes ---- */

static enum assay_status session_open(struct source *source, struct source_session **out,
                                      struct assay_error *err)
{
    const struct git_source *git = (struct git_source *)source;
    struct objects *objects = NULL;

    TRY(objects_open(git->store, &objects, err));
    *out = (struct source_session *)objects;
    return ASSAY_OK;
}

static void session_close(struct source_session *session)
{
    objects_close((struct objects *)session);
}

/* The object that is read next, most likely: packs are larger than what a core has at hand. */
static void bring_closer(const struct ordered *next)
{
    if (next->pack && next->offset < next->pack->bytes.size)
        __builtin_prefetch(next->pack->bytes.data + next->offset);
}

static enum assay_status git_read(struct source *source, struct source_session *session,
                                  const struct entry *entry, struct stream *stream,
                                  struct assay_error *err)
{
    struct git_source *git = (struct git_source *)source;
    struct objects *objects = session ? (struct objects *)session : git->objects;
    const struct ordered *at = &git->order[entry->handle];

    if (entry->handle >= git->order_size)
        return messages_stream(&git->graph, &git->catalogue, entry->handle - git->order_size,
                               objects, stream, err);
    if (entry->handle + 1 < git->order_size)
        bring_closer(at + 1);
    return object_stream_at(objects, &git->catalogue.objects[at->object].id, at->pack, at->offset,
                            stream, err);
}

static void attest(struct source *source)
{
    object_store_attest(((struct git_source *)source)->store);
}

/* Work trees of one repository share what is known of its blobs; another repository is believed
 * nothing, for its objects may not be what their ids say. */
static bool scope(const struct source *source, struct buf *out)
{
    const struct repository *repository = ((const struct git_source *)source)->repository;
    CLEANUP(free_cleanup) char *real = realpath(repository->common_dir, NULL);

    buf_text(out, "blobs in ");
    buf_text(out, real ? real : repository->common_dir);
    return true;
}

static const struct stores *git_stores(const struct source *source)
{
    return &((const struct git_source *)source)->repository->stores;
}

static const struct source_class git_class = {
    .next = git_next,
    .session_open = session_open,
    .session_close = session_close,
    .read = git_read,
    .stores = git_stores,
    .attest = attest,
    .attested = object_stream_attested,
    .scope = scope,
    .close = git_close,
};

/* ---- opening ---- */

static enum assay_status fill_catalogue(struct view *view, struct assay_error *err)
{
    switch (view->target->view) {
    case ASSAY_VIEW_STAGED:
        TRY(view_staged(view, err));
        break;
    case ASSAY_VIEW_RANGE:
        TRY(view_range(view, err));
        break;
    case ASSAY_VIEW_REPLACED:
        TRY(view_replaced(view, err));
        break;
    case ASSAY_VIEW_PUSH:
        TRY(view_push(view, err));
        break;
    case ASSAY_VIEW_BESIDE:
        TRY(view_beside(view, err));
        break;
    case ASSAY_VIEW_UNREACHABLE:
        if (view->born)
            view->facts->head = view_hex(view, &view->head);
        TRY(view_unreachable(view, err));
        break;
    case ASSAY_VIEW_HEAD:
    case ASSAY_VIEW_COMMIT:
        TRY(view_commit(view, err));
        break;
    default:
        view->facts->view = assay_view_name(ASSAY_VIEW_HISTORY);
        if (view->born)
            view->facts->head = view_hex(view, &view->head);
        TRY(view_history(view, err));
        break;
    }
    if (view->catalogue->full)
        inventory_gap(view->part, GAP_BUNDLE_COUNT_LIMIT, NULL, ASSAY_NO_OFFSET,
                      "the walk stopped at 33554432 names; what follows was not examined");
    return view_mark_present(view, err);
}

/* Ignored is not examined, so it is counted; a change of .assayignore shows in every run. One that
 * cannot be read leaves nothing out. */
static enum assay_status read_ignore(struct git_source *git, const struct view *view,
                                     struct assay_error *err)
{
    CLEANUP(object_release) struct object object = {0};
    struct assay_error failure = {0};
    enum assay_status status;

    if (!view->has_ignore || view->target->include_ignored)
        return ASSAY_OK;
    status = object_read(git->objects, &view->ignore, &object, &failure);
    if (status == ASSAY_OK && object.type != OBJECT_BLOB)
        status = fail_id(&failure, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT,
                         "it names an object that is no file: nothing is left out");
    if (status == ASSAY_OK && object.bytes.size > LIMIT_IGNORE_FILE)
        status = fail_id(&failure, ASSAY_ELIMIT, GAP_FILE_TOO_LARGE,
                         "larger than %u bytes: its rules are not followed", LIMIT_IGNORE_FILE);
    if (status == ASSAY_OK) {
        git->ignore = ignore_parse(object.bytes);
        return git->ignore ? ASSAY_OK : fail_no_memory(err);
    }
    if (!status_is_gap(status)) {
        *err = failure;
        return status;
    }
    gap_from(view->part, inventory_path(view->part, NULL, BYTES(".assayignore")), &failure);
    return ASSAY_OK;
}

/* Views that need no HEAD go on without it: those of all history tell of it as of any ref, and what
 * was broken before a push is not the pusher's. */
static enum assay_status find_head(struct view *view, struct assay_error *err)
{
    struct assay_error failure = {0};
    enum assay_view wanted = view->target->view;
    enum assay_status status = revision_head(view->repository, &view->head, &view->born, &failure);

    if (status == ASSAY_OK)
        return ASSAY_OK;
    view->born = false;
    if (!status_is_gap(status) || wanted == ASSAY_VIEW_HEAD) {
        *err = failure;
        return status;
    }
    if (view_is_of_index(view->target) || wanted == ASSAY_VIEW_RANGE || wanted == ASSAY_VIEW_COMMIT)
        gap_from(view->part, inventory_path(view->part, NULL, BYTES("HEAD")), &failure);
    return ASSAY_OK;
}

/* Views of what commits brought; others are of files as they stand at one time. */
static bool shows_messages(enum assay_view view)
{
    return view == ASSAY_VIEW_HISTORY || view == ASSAY_VIEW_UNREACHABLE ||
           view == ASSAY_VIEW_RANGE || view == ASSAY_VIEW_PUSH;
}

static enum assay_status open_objects(struct git_source *git, const struct assay_target *target,
                                      unsigned threads, struct inventory_part *part,
                                      struct assay_target_facts *facts, struct assay_error *err)
{
    struct view view = {
        .repository = git->repository,
        .target = target,
        .catalogue = &git->catalogue,
        .graph = &git->graph,
        .part = part,
        .facts = facts,
        .threads = threads,
    };

    TRY(repository_store(git->repository, target, part, &git->store, err));
    TRY(objects_open(git->store, &git->objects, err));
    TRY(catalogue_init(&git->catalogue, err));
    graph_init(&git->graph, git->repository, git->objects);
    view.objects = git->objects;
    facts->view = assay_view_name(target->view);
    TRY(find_head(&view, err));
    TRY(fill_catalogue(&view, err));
    TRY(read_ignore(git, &view, err));
    TRY(lfs_paths_open(&view, &git->lfs_paths, err));
    git->commits = calloc(git->graph.count + 1, sizeof(const struct assay_commit *));
    if (!git->commits)
        return fail_no_memory(err);
    catalogue_unite_tags(&git->catalogue);
    if (shows_messages(target->view))
        git->message_count = messages_count(&git->graph, &git->catalogue);
    TRY(put_in_order(git, threads, err));
    objects_rest(git->objects);
    return ASSAY_OK;
}

enum assay_status view_source_open(struct repository **repository,
                                   const struct assay_target *target, unsigned threads,
                                   struct inventory_part *part, struct assay_target_facts *facts,
                                   struct source **out, struct assay_error *err)
{
    CLEANUP(git_closep) struct git_source *git = calloc(1, sizeof *git);

    if (!git)
        return fail_no_memory(err);
    git->base.class = &git_class;
    git->repository = TAKE(*repository);
    git->quiet_gitlinks = target->recurse_submodules;
    git->all_history = target->view == ASSAY_VIEW_HISTORY ||
                       target->view == ASSAY_VIEW_UNREACHABLE ||
                       target->view == ASSAY_VIEW_REPLACED || target->view == ASSAY_VIEW_BESIDE ||
                       target->view == ASSAY_VIEW_DEFAULT; /* bare */
    TRY(open_objects(git, target, threads, part, facts, err));
    *out = &TAKE(git)->base;
    return ASSAY_OK;
}
