/*
 * strays.c - a view, and behind it the files of the git folder that layout.c does not know: a model
 * or a key that was put there is shipped by whoever copies the folder. Hooks are among them.
 */

#include "source/git/strays.h"

#include <stdlib.h>

#include "base/kit.h"
#include "inventory/part.h"
#include "source/class.h"
#include "source/directory.h"
#include "source/fail.h"
#include "source/git/layout.h"
#include "source/git/objects.h"

/* Set in the handle of entries of the git folder; submodules.c has the bits above for itself. */
#define OF_FOLDER (UINT64_C(1) << 39)

struct strays {
    struct source base;
    struct source *view, *folder;
    const char *prefix;
    bool in_folder; /* the view is at its end */
};

struct session {
    struct source_session *view, *folder;
};

static void strays_close(struct source *source)
{
    struct strays *strays = (struct strays *)source;

    source_close(strays->view);
    source_close(strays->folder);
    free(strays);
}

/* ---- entries ---- */

static const struct assay_path *outer_path(const struct strays *strays, struct inventory_part *part,
                                           const struct assay_path *path)
{
    struct arena *arena = inventory_part_arena(part);
    size_t front = strlen(strays->prefix);
    struct assay_path *outer = arena_alloc(arena, sizeof *outer);
    char *name = arena_alloc(arena, front + path->size + 1);

    if (!outer || !name)
        return NULL;
    memcpy(name, strays->prefix, front);
    memcpy(name + front, path->name, path->size);
    *outer = (struct assay_path){.name = name, .size = front + path->size};
    return outer;
}

static enum assay_status next_of_folder(struct strays *strays, struct inventory_part *part,
                                        struct entry *entry, bool *found, struct assay_error *err)
{
    const struct gap_node *before = part->gaps;
    const struct assay_path *path;

    TRY(source_next(strays->folder, part, entry, found, err));
    for (struct gap_node *gap = part->gaps; gap != before; gap = gap->next)
        if (gap->gap.path)
            gap->gap.path = outer_path(strays, part, gap->gap.path);
    if (!*found)
        return ASSAY_OK;
    entry->handle |= OF_FOLDER;
    path = outer_path(strays, part, entry->places[0].path);
    return path && entry_place_one(entry, part, path, NULL) ? ASSAY_OK : fail_no_memory(err);
}

static enum assay_status strays_next(struct source *source, struct inventory_part *part,
                                     struct entry *entry, bool *found, struct assay_error *err)
{
    struct strays *strays = (struct strays *)source;

    *found = false;
    if (!strays->in_folder)
        TRY(source_next(strays->view, part, entry, found, err));
    if (*found)
        return ASSAY_OK;
    strays->in_folder = true;
    return next_of_folder(strays, part, entry, found, err);
}

/* The entry as its own source knows it. */
struct inner {
    struct assay_path path;
    struct entry_place place;
    struct entry entry;
};

static bool is_of_folder(const struct strays *strays, const struct entry *entry,
                         struct inner *inner)
{
    const struct assay_path *path = entry->places[0].path;
    size_t front = strlen(strays->prefix);

    if (!(entry->handle & OF_FOLDER))
        return false;
    inner->path = (struct assay_path){.name = path->name + front, .size = path->size - front};
    inner->place = (struct entry_place){.path = &inner->path};
    inner->entry = *entry;
    inner->entry.handle &= ~OF_FOLDER;
    inner->entry.places = &inner->place;
    inner->entry.place_count = 1;
    return true;
}

/* ---- bytes ---- */

static void session_close_both(const struct strays *strays, struct session *session)
{
    if (session->view)
        source_session_close(strays->view, session->view);
    if (session->folder)
        source_session_close(strays->folder, session->folder);
    free(session);
}

/* source.h hands a session to be closed without the source it is of. */
struct owned_session {
    const struct strays *strays;
    struct session *both;
};

static enum assay_status session_open(struct source *source, struct source_session **out,
                                      struct assay_error *err)
{
    struct strays *strays = (struct strays *)source;
    struct owned_session *owned = calloc(1, sizeof *owned);
    struct session *both = calloc(1, sizeof *both);
    enum assay_status status;

    if (!owned || !both) {
        free(owned);
        free(both);
        return fail_no_memory(err);
    }
    status = source_session_open(strays->view, &both->view, err);
    if (status == ASSAY_OK)
        status = source_session_open(strays->folder, &both->folder, err);
    if (status != ASSAY_OK) {
        session_close_both(strays, both);
        free(owned);
        return status;
    }
    *owned = (struct owned_session){strays, both};
    *out = (struct source_session *)owned;
    return ASSAY_OK;
}

static void session_close(struct source_session *session)
{
    struct owned_session *owned = (struct owned_session *)session;

    session_close_both(owned->strays, owned->both);
    free(owned);
}

static struct source_session *of_view(struct source_session *session)
{
    return session ? ((struct owned_session *)session)->both->view : NULL;
}

static struct source_session *of_folder(struct source_session *session)
{
    return session ? ((struct owned_session *)session)->both->folder : NULL;
}

static enum assay_status strays_read(struct source *source, struct source_session *session,
                                     const struct entry *entry, struct stream *stream,
                                     struct assay_error *err)
{
    const struct strays *strays = (struct strays *)source;
    struct inner inner;

    if (is_of_folder(strays, entry, &inner))
        return source_read(strays->folder, of_folder(session), &inner.entry, stream, err);
    return source_read(strays->view, of_view(session), entry, stream, err);
}

static void strays_identify(const struct source *source, struct source_session *session,
                            struct entry *entry)
{
    const struct strays *strays = (const struct strays *)source;
    struct inner inner;

    if (!is_of_folder(strays, entry, &inner)) {
        source_identify(strays->view, of_view(session), entry);
        return;
    }
    source_identify(strays->folder, of_folder(session), &inner.entry);
    entry->identified = inner.entry.identified;
    entry->identity = inner.entry.identity;
    entry->size = inner.entry.size;
}

/* ---- the rest is the view's ---- */

static void strays_examined(struct source *source, const struct entry *entry,
                            const struct assay_examination *content)
{
    const struct strays *strays = (struct strays *)source;

    if (!(entry->handle & OF_FOLDER))
        source_examined(strays->view, entry, content);
}

static void strays_know_blob(struct source *source, const struct entry *entry, struct bytes id)
{
    const struct strays *strays = (struct strays *)source;

    if (!(entry->handle & OF_FOLDER))
        source_know_blob(strays->view, entry, id);
}

static enum assay_status strays_tell(struct source *source, const struct source_budget *budget,
                                     struct inventory_part *part, struct assay_checked_out *out,
                                     struct assay_error *err)
{
    return source_tell(((struct strays *)source)->view, budget, part, out, err);
}

static const struct stores *strays_stores(const struct source *source)
{
    return source_stores(((const struct strays *)source)->view);
}

static bool strays_scope(const struct source *source, struct buf *out)
{
    return source_scope(((const struct strays *)source)->view, out);
}

static void attest(struct source *source)
{
    source_attest(((struct strays *)source)->view);
}

static const struct source_class strays_class = {
    .next = strays_next,
    .session_open = session_open,
    .session_close = session_close,
    .read = strays_read,
    .examined = strays_examined,
    .know_blob = strays_know_blob,
    .tell = strays_tell,
    .stores = strays_stores,
    .identify = strays_identify,
    .attest = attest,
    .attested = object_stream_attested,
    .scope = strays_scope,
    .close = strays_close,
};

static bool leave(int root, const char *path, bool is_folder, bool is_file)
{
    return !is_folder && layout_knows(root, bytes_text(path), is_file ? LAYOUT_FILE : LAYOUT_OTHER);
}

enum assay_status strays_join(struct source **source, const char *git_dir, bool bare,
                              struct source **out, struct assay_error *err)
{
    CLEANUP(source_closep) struct source *view = TAKE(*source);
    CLEANUP(source_closep) struct source *folder = NULL;
    struct directory_options options = {
        .only = "", .include_ignored = true, .leave = leave, .stores = source_stores(view)};
    struct strays *strays;

    TRY(directory_open(git_dir, &options, &folder, err));
    strays = calloc(1, sizeof *strays);
    if (!strays)
        return fail_no_memory(err);
    strays->base.class = &strays_class;
    strays->view = TAKE(view);
    strays->folder = TAKE(folder);
    strays->prefix = bare ? "" : ".git/";
    *out = &strays->base;
    return ASSAY_OK;
}
