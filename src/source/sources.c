/*
 * sources.c - the kinds of target, and the dispatch of source.h to the one that serves it.
 *
 * A new kind is one file with a struct source_kind and one line in the table: the first that
 * recognises the target opens it.
 */

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/class.h"
#include "source/fail.h"

static const struct source_kind *const kinds[] = {
    &source_lone_file,
    &source_git,
    &source_directory,
};

static const char *const view_names[] = {
    [ASSAY_VIEW_DEFAULT] = "default",
    [ASSAY_VIEW_WORKTREE] = "worktree",
    [ASSAY_VIEW_LISTED] = "listed",
    [ASSAY_VIEW_STAGED] = "staged",
    [ASSAY_VIEW_HEAD] = "head",
    [ASSAY_VIEW_COMMIT] = "commit",
    [ASSAY_VIEW_RANGE] = "range",
    [ASSAY_VIEW_HISTORY] = "history",
    [ASSAY_VIEW_UNREACHABLE] = "unreachable",
    [ASSAY_VIEW_PUSH] = "push",
    [ASSAY_VIEW_REPLACED] = "replaced",
    [ASSAY_VIEW_BESIDE] = "beside",
};
_Static_assert(ARRAY_LEN(view_names) == ASSAY_VIEWS, "every view has a name");

const char *assay_view_name(enum assay_view view)
{
    return view_names[view];
}

static enum assay_status fail_target(const char *path, struct assay_error *err)
{
    int sys = errno;
    bool missing = sys == ENOENT || sys == ENOTDIR || sys == ELOOP;
    enum assay_status status = fail_id_errno(err, missing ? ASSAY_EMISSING : ASSAY_EIO,
                                             missing ? "target.missing" : GAP_FILE_UNREADABLE, sys,
                                             "cannot examine %s", path);

    assay_error_path(err, path);
    assay_error_why(err,
                    "the target is neither a folder, a file nor a repository that can be read");
    assay_error_do(err,
                   "name a folder, a file or a git repository that exists and that you may read");
    return status;
}

static enum assay_status fail_special(const char *path, struct assay_error *err)
{
    enum assay_status status = fail_id(err, ASSAY_EIO, GAP_FILE_SPECIAL,
                                       "%s is neither a folder nor a regular file", path);

    assay_error_path(err, path);
    assay_error_why(err, "a device, pipe or socket has no end, and other bytes each time");
    assay_error_do(err, "write what comes out of it into a file, and name that");
    return status;
}

/* The target's own name, however its path was written: "." and "/srv/models" may be the same. */
static enum assay_status target_name(const char *path, struct arena *arena, const char **name,
                                     struct assay_error *err)
{
    CLEANUP(free_cleanup) char *real = realpath(path, NULL);
    const char *slash = real ? strrchr(real, '/') : NULL;

    if (!real)
        return fail_target(path, err);
    *name = arena_text(arena, slash && slash[1] ? slash + 1 : real);
    return *name ? ASSAY_OK : fail_no_memory(err);
}

enum assay_status source_open_target(const struct assay_target *target,
                                     struct source_budget *budget, struct inventory_part *part,
                                     struct assay_target_facts *facts, struct source **out,
                                     struct assay_error *err)
{
    struct source *source = NULL;
    struct stat status;

    if (stat(target->path, &status) != 0)
        return fail_target(target->path, err);
    *facts =
        (struct assay_target_facts){.type = "", .view = "", .head = "", .range = "", .folder = ""};
    TRY(target_name(target->path, inventory_part_arena(part), &facts->name, err));
    for (size_t i = 0; i < ARRAY_LEN(kinds) && !source; i++)
        TRY(kinds[i]->open(target, budget, part, facts, &source, err));
    if (!source)
        return fail_special(target->path, err);
    *out = source;
    return ASSAY_OK;
}

enum assay_status source_next(struct source *source, struct inventory_part *part,
                              struct entry *entry, bool *found, struct assay_error *err)
{
    return source->class->next(source, part, entry, found, err);
}

void source_identify(const struct source *source, struct source_session *session,
                     struct entry *entry)
{
    if (source->class->identify && entry->type == ASSAY_ITEM_FILE)
        source->class->identify(source, session, entry);
}

void source_know_blob(struct source *source, const struct entry *entry, struct bytes id)
{
    if (source->class->know_blob)
        source->class->know_blob(source, entry, id);
}

bool source_identifies(const struct source *source)
{
    return source->class->identify != NULL;
}

void source_attest(struct source *source)
{
    if (source->class->attest)
        source->class->attest(source);
}

bool source_attested(const struct source *source, const struct stream *stream)
{
    return source->class->attested && source->class->attested(stream);
}

bool source_scope(const struct source *source, struct buf *out)
{
    return source->class->scope && source->class->scope(source, out);
}

bool source_is_sequential(const struct source *source)
{
    return source->class->sequential;
}

enum assay_status source_session_open(struct source *source, struct source_session **out,
                                      struct assay_error *err)
{
    *out = NULL;
    return source->class->session_open ? source->class->session_open(source, out, err) : ASSAY_OK;
}

void source_session_close(struct source *source, struct source_session *session)
{
    if (session)
        source->class->session_close(session);
}

enum assay_status source_read(struct source *source, struct source_session *session,
                              const struct entry *entry, struct stream *stream,
                              struct assay_error *err)
{
    return source->class->read(source, session, entry, stream, err);
}

void source_examined(struct source *source, const struct entry *entry,
                     const struct assay_examination *content)
{
    if (source->class->examined)
        source->class->examined(source, entry, content);
}

enum assay_status source_tell(struct source *source, const struct source_budget *budget,
                              struct inventory_part *part, struct assay_checked_out *out,
                              struct assay_error *err)
{
    return source->class->tell ? source->class->tell(source, budget, part, out, err) : ASSAY_OK;
}

bool source_plain_sha256(struct source *source, uint8_t out[32])
{
    return source->class->plain_sha256 && source->class->plain_sha256(source, out);
}

struct bytes source_texts(const struct source *source, bool *cut)
{
    *cut = false;
    return source->class->texts ? source->class->texts(source, cut) : bytes_of(NULL, 0);
}

uint64_t source_end(const struct source *source)
{
    return source->class->end ? source->class->end(source) : ASSAY_NO_OFFSET;
}

enum assay_status source_outside(struct source *source, unsigned layer, struct outside *out,
                                 struct assay_error *err)
{
    return source->class->outside ? source->class->outside(source, layer, out, err) : ASSAY_OK;
}

const struct stores *source_stores(const struct source *source)
{
    return source->class->stores ? source->class->stores(source) : NULL;
}

void source_close(struct source *source)
{
    if (source)
        source->class->close(source);
}

void source_closep(struct source **source)
{
    source_close(*source);
    *source = NULL;
}

bool entry_place_one(struct entry *entry, struct inventory_part *part,
                     const struct assay_path *path, const struct assay_origin *origin)
{
    struct entry_place *place = arena_alloc(inventory_part_arena(part), sizeof *place);

    if (!place)
        return false;
    *place = (struct entry_place){.path = path, .origin = origin};
    entry->places = place;
    entry->place_count = 1;
    return true;
}

void gap_from(struct inventory_part *part, const struct assay_path *path,
              const struct assay_error *failure)
{
    const char *id = arena_text(inventory_part_arena(part), failure->id);

    inventory_gap_of(part, id ? id : GAP_FILE_UNREADABLE, path, failure);
}
