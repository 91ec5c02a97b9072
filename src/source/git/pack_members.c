/*
 * pack_members.c - walks a pack: finds its entries, reads commits and trees, then gives the blobs.
 *
 * A blob stands at the path that a tree names it by. Of several contents at one path the first one
 * keeps it, which is the newest in the packs that git writes, and the others stand at
 * "objects/ID/PATH", a blob of no tree at "objects/ID".
 */

#include "source/git/pack_members.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/bundle_header.h"
#include "source/git/header.h"
#include "source/git/pack_forest.h"
#include "source/git/pack_names.h"
#include "source/git/pack_texts.h"
#include "source/members.h"

enum {
    HEADER_STEP = 64 * 1024,
    NAMES_EACH = 2,     /* names that are kept, for each object, */
    NAMES_LEAST = 1024, /* and for any pack */
    LINK_MAX = 4096,    /* bytes of a symbolic link; what is longer is no path */
};

struct pack_members {
    struct source base;
    struct container container;
    bool bundle, surveyed;
    struct pack_read read;
    struct pack_survey survey;
    struct pack_forest forest;
    struct pack_names names;
    struct pack_texts texts;
    struct member_names known;
    struct buf path;
    unsigned told;
    bool ended;

    /* the member at hand */
    uint64_t serial, at;
    struct pack_object object;
    struct pack_inflate inflate;
};

/* ---- content ---- */

static enum assay_status body_read_at(struct stream *stream, uint64_t at, void *to, size_t size,
                                      size_t *got, struct assay_error *err)
{
    const struct pack_members *members = stream->state;
    struct bytes rest = {0};

    TRY(source_budget_time(members->container.budget, err));
    if (at < members->object.size)
        rest = bytes_front(bytes_from(body_bytes(members->object.body), (size_t)at), size);
    *got = rest.size;
    if (*got > 0)
        memcpy(to, rest.data, *got);
    body_forget(members->object.body);
    return ASSAY_OK;
}

static enum assay_status body_read(struct stream *stream, void *to, size_t size, size_t *got,
                                   struct assay_error *err)
{
    struct pack_members *members = stream->state;

    TRY(body_read_at(stream, members->at, to, size, got, err));
    members->at += *got;
    return ASSAY_OK;
}

static enum assay_status inflated_read(struct stream *stream, void *to, size_t size, size_t *got,
                                       struct assay_error *err)
{
    struct pack_members *members = stream->state;

    TRY(pack_inflate_step(&members->inflate, to, size, got, err));
    return ASSAY_OK;
}

static enum assay_status members_read(struct source *source, struct source_session *session,
                                      const struct entry *entry, struct stream *stream,
                                      struct assay_error *err)
{
    struct pack_members *members = (struct pack_members *)source;
    const struct pack_object *object = &members->object;

    (void)session;
    if (entry->handle != members->serial)
        return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET,
                          "members are read one after the other");
    *stream = (struct stream){.state = members, .size = object->size};
    if (object->body) {
        members->at = 0;
        stream->read = body_read;
        stream->read_at = body_read_at;
        stream->in_memory = !object->body->spooled;
    } else {
        pack_inflate_start(&members->inflate, &members->read, object->data, object->size);
        stream->read = inflated_read;
    }
    return ASSAY_OK;
}

/* ---- before the members ---- */

static ASSAY_RESULT read_header(struct pack_members *members, const struct pack_place *place,
                                bool *reads_on, struct assay_error *err)
{
    struct bundle_header header = {0};
    struct assay_error failure = {0};
    bool more = true;
    struct bytes bytes;

    for (size_t size = HEADER_STEP; more; size *= 2) {
        enum assay_status status;

        TRY(pack_read_at(&members->read, 0, size, 0, &bytes, err));
        status = bundle_header_parse(bytes, &header, &more, &failure);
        if (status == ASSAY_OK && more && (bytes.size < size || size >= LIMIT_BUNDLE_HEADER))
            status = fail_id(&failure, ASSAY_EFORMAT, GAP_BUNDLE_TRUNCATED,
                             "the lines before its pack do not end");
        *reads_on = status == ASSAY_OK;
        if (status != ASSAY_OK) {
            pack_tell_failure(place, "no pack of it was read", failure.offset, &failure);
            return ASSAY_OK;
        }
    }
    if (header.extended)
        pack_tell(place, GAP_BUNDLE_METHOD_UNSUPPORTED, 0,
                  "the bundle asks for more than git knows of, so its pack may hold other things "
                  "than were read");
    members->survey.start = header.size;
    members->survey.id_size = header.id_size;
    return ASSAY_OK;
}

/* What is wrong with one object, which is examined all the same. */
static void tell_object(const struct pack_place *place, const struct pack_object *object,
                        const char *id, const char *what)
{
    char hex[OBJECT_HEX_MAX + 1], why[OBJECT_HEX_MAX + 128];

    object_id_text(&object->id, hex);
    snprintf(why, sizeof why, "object %s: %s", hex, what);
    pack_tell(place, id, object->at, why);
}

static ASSAY_RESULT read_tree(struct pack_members *members, const struct pack_place *place,
                              const struct pack_object *tree, struct assay_error *err)
{
    struct bytes rest = body_bytes(tree->body);
    struct tree_entry entry;

    while (tree_take(&rest, members->survey.id_size, &entry)) {
        bool fresh = true;

        if (entry.type != ENTRY_GITLINK)
            TRY(pack_names_add(&members->names, &tree->id, &entry, &fresh, err));
        if (fresh && tree_name_is_unsafe(entry.name))
            tell_object(place, tree, GAP_GIT_UNSAFE_PATH, "a name in it may lead elsewhere");
        if (fresh)
            pack_texts_add(&members->texts, entry.name);
    }
    if (rest.size > 0) {
        tell_object(place, tree, GAP_GIT_OBJECT_CORRUPT,
                    "what follows in it is no entry of a tree");
        pack_texts_add(&members->texts, rest);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_beside(struct pack_members *members, const struct pack_place *place,
                                const struct pack_object *object, struct assay_error *err)
{
    struct bytes text = body_bytes(object->body), rest = text;
    struct object_id tree;

    if (object->type == OBJECT_TREE)
        return read_tree(members, place, object, err);
    pack_texts_add(&members->texts, text);
    body_forget(object->body);
    if (object->type == OBJECT_COMMIT && header_take_id(&rest, BYTES("tree"), &tree))
        TRY(pack_names_top(&members->names, &tree, err));
    return ASSAY_OK;
}

/* Finds all entries, and reads those that are no blobs. */
static ASSAY_RESULT survey(struct pack_members *members, const struct pack_place *place,
                           struct assay_error *err)
{
    struct pack_object object;
    bool reads_on = true, found;

    TRY(pack_read_open(&members->read, members->container.plain, place->budget, err));
    if (members->bundle)
        TRY(read_header(members, place, &reads_on, err));
    if (reads_on)
        TRY(pack_survey_run(&members->survey, &members->read, place, err));
    pack_names_init(&members->names, members->survey.count * NAMES_EACH + NAMES_LEAST);
    TRY(pack_forest_open(&members->forest, &members->survey, &members->read, place, err));
    do {
        TRY(pack_forest_next(&members->forest, false, &object, &found, err));
        if (found)
            TRY(read_beside(members, place, &object, err));
    } while (found);
    pack_forest_again(&members->forest);
    return ASSAY_OK;
}

/* ---- members ---- */

/* "objects/ID", and the path where another content has it already. */
static void name_by_id(struct pack_members *members, const struct object_id *id, bool has_path)
{
    char hex[OBJECT_HEX_MAX + 1];
    struct buf *path = &members->path;
    size_t before = has_path ? path->size : 0;
    CLEANUP(buf_clear) struct buf name;

    buf_init(&name, SIZE_MAX);
    object_id_text(id, hex);
    buf_text(&name, "objects/");
    buf_text(&name, hex);
    if (before > 0) {
        buf_byte(&name, '/');
        buf_add(&name, path->data, path->size);
    }
    buf_reset(path);
    buf_add(path, name.data, name.size);
}

static ASSAY_RESULT name_member(struct pack_members *members, enum entry_type *type, bool *before,
                                struct assay_error *err)
{
    const struct object_id *id = &members->object.id;
    bool has_path = pack_names_path(&members->names, id, &members->path, type);

    *before = true;
    if (has_path)
        TRY(member_names_add(&members->known, buf_bytes(&members->path), before, err));
    if (*before) {
        name_by_id(members, id, has_path);
        TRY(member_names_add(&members->known, buf_bytes(&members->path), before, err));
    }
    return buf_status(&members->path, err);
}

static ASSAY_RESULT yield(struct pack_members *members, const struct pack_place *place,
                          struct entry *entry, struct assay_error *err)
{
    const struct pack_object *object = &members->object;
    enum entry_type type = ENTRY_FILE;
    const struct assay_path *path;
    struct bytes name;
    bool before;

    TRY(name_member(members, &type, &before, err));
    name = bytes_front(buf_bytes(&members->path), LIMIT_NAME);
    path = inventory_path(place->part, place->path, name);
    *entry =
        (struct entry){.type = ASSAY_ITEM_FILE, .size = object->size, .handle = ++members->serial};
    if (type == ENTRY_SYMLINK && object->body && object->size > 0 && object->size <= LINK_MAX &&
        !bytes_has(body_bytes(object->body), 0)) {
        entry->type = ASSAY_ITEM_SYMLINK;
        entry->link = arena_copy(inventory_part_arena(place->part), body_bytes(object->body));
    }
    member_judge(place->part, path, entry, object->at, before);
    return entry_place_one(entry, place->part, path, NULL) ? ASSAY_OK : fail_no_memory(err);
}

static void end(struct pack_members *members, const struct pack_place *place)
{
    char why[64];

    members->ended = true;
    pack_forest_end(&members->forest);
    if (members->told <= LIMIT_CONTAINER_GAPS)
        return;
    snprintf(why, sizeof why, "%u more flaws are in it", members->told - LIMIT_CONTAINER_GAPS);
    inventory_gap(place->part, GAP_GIT_OBJECT_CORRUPT, place->path, ASSAY_NO_OFFSET, why);
}

static enum assay_status members_next(struct source *source, struct inventory_part *part,
                                      struct entry *entry, bool *found, struct assay_error *err)
{
    struct pack_members *members = (struct pack_members *)source;
    const struct pack_place place = {.part = part,
                                     .path = members->container.path,
                                     .budget = members->container.budget,
                                     .told = &members->told};

    *found = false;
    if (members->ended)
        return ASSAY_OK;
    members->forest.place = &place;
    if (!members->surveyed) {
        members->surveyed = true;
        TRY(survey(members, &place, err));
    }
    TRY(pack_forest_next(&members->forest, true, &members->object, found, err));
    if (!*found)
        end(members, &place);
    else
        TRY(yield(members, &place, entry, err));
    members->forest.place = NULL;
    return ASSAY_OK;
}

/* ---- beside them ---- */

static ASSAY_RESULT outside_of_entries(struct pack_members *members, struct outside *out,
                                       struct assay_error *err)
{
    const struct pack_survey *found = &members->survey;
    struct extent *extents = calloc(found->extent_count + 1, sizeof *extents);

    if (!extents)
        return fail_no_memory(err);
    if (found->extent_count > 0)
        memcpy(extents, found->extents, found->extent_count * sizeof *extents);
    outside_init(out, members->container.plain, members->container.budget, extents,
                 found->extent_count);
    return ASSAY_OK;
}

static enum assay_status members_outside(struct source *source, unsigned layer, struct outside *out,
                                         struct assay_error *err)
{
    struct pack_members *members = (struct pack_members *)source;
    struct stream *texts = pack_texts_stream(&members->texts);

    if (layer == 0)
        return outside_of_entries(members, out, err);
    if (texts)
        outside_init(out, texts, members->container.budget, NULL, 0);
    out->cut = members->texts.cut;
    return ASSAY_OK;
}

static uint64_t members_end(const struct source *source)
{
    return ((const struct pack_members *)source)->survey.end;
}

static void members_close(struct source *source)
{
    struct pack_members *members = (struct pack_members *)source;

    pack_forest_close(&members->forest);
    pack_names_clear(&members->names);
    pack_survey_clear(&members->survey);
    pack_read_close(&members->read);
    pack_texts_clear(&members->texts);
    member_names_clear(&members->known);
    buf_clear(&members->path);
    free(members);
}

static const struct source_class members_class = {
    .sequential = true,
    .next = members_next,
    .read = members_read,
    .end = members_end,
    .outside = members_outside,
    .close = members_close,
};

enum assay_status pack_open_members(const struct container *container, bool bundle,
                                    struct source **out, struct assay_error *err)
{
    struct pack_members *members = calloc(1, sizeof *members);

    if (!members)
        return fail_no_memory(err);
    members->base.class = &members_class;
    members->container = *container;
    members->bundle = bundle;
    pack_texts_init(&members->texts);
    member_names_init(&members->known);
    buf_init(&members->path, SIZE_MAX);
    *out = &members->base;
    return ASSAY_OK;
}
