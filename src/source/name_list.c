/* name_list.c - a list of names as it is read: where each leads, in the order of a walk. */

#include <assay/name_list.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/listed.h"

struct names {
    const char **all;
    size_t count, capacity;
};

struct owned {
    struct assay_name_list list; /* first, so that the public pointer is this one */
    struct names names, outside;
    struct arena *arena;
};

void assay_name_list_free(struct assay_name_list *list)
{
    struct owned *owned = (struct owned *)list;

    if (!owned)
        return;
    free(owned->names.all);
    free(owned->outside.all);
    arena_free(owned->arena);
    free(owned);
}

static void owned_freep(struct owned **owned)
{
    assay_name_list_free(*owned ? &(*owned)->list : NULL);
}

/* ---- order ---- */

/* '/' before all other bytes, so that a folder's names stand together behind it. */
static int rank(uint8_t byte)
{
    return byte == '/' ? 0 : byte + 1;
}

static int compare(struct bytes a, struct bytes b)
{
    size_t least = a.size < b.size ? a.size : b.size, at = 0;

    while (at < least && a.data[at] == b.data[at])
        at++;
    if (at < least)
        return rank(a.data[at]) - rank(b.data[at]);
    return (a.size > b.size) - (a.size < b.size);
}

static int compare_names(const void *a, const void *b)
{
    return compare(bytes_text(*(const char *const *)a), bytes_text(*(const char *const *)b));
}

static size_t first_not_before(const struct assay_name_list *list, struct bytes name)
{
    size_t from = 0, to = list->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (compare(bytes_text(list->names[middle]), name) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static bool is_below(const char *name, struct bytes folder)
{
    return strncmp(name, (const char *)folder.data, folder.size) == 0 && name[folder.size] == '/';
}

bool listed_has(const struct assay_name_list *list, struct bytes name)
{
    size_t at = first_not_before(list, name);

    return at < list->count && bytes_equal(bytes_text(list->names[at]), name);
}

struct listed_range listed_below(const struct assay_name_list *list, struct bytes folder)
{
    struct listed_range range = {.from = first_not_before(list, folder), .to = list->count};
    size_t end = list->count;

    if (range.from < end && bytes_equal(bytes_text(list->names[range.from]), folder))
        range.from++;
    if (folder.size == 0)
        return range;
    range.to = range.from;
    while (range.to < end) {
        size_t middle = range.to + (end - range.to) / 2;

        if (is_below(list->names[middle], folder))
            range.to = middle + 1;
        else
            end = middle;
    }
    return range;
}

/* ---- where a name leads ---- */

/* What stands below `folder` of an absolute path; NULL where that leads elsewhere. */
static const char *below(const char *path, const char *folder)
{
    size_t size = strcmp(folder, "/") == 0 ? 0 : strlen(folder);

    if (strncmp(path, folder, size) != 0 || (path[size] != '/' && path[size] != 0))
        return NULL;
    return path[size] ? path + size + 1 : "";
}

/* The next part of a path, without empty ones and "."; false at the end. */
static bool take_part(struct bytes *rest, struct bytes *part)
{
    while (rest->size > 0) {
        *part = bytes_until(*rest, '/');
        *rest = bytes_from(*rest, part->size + 1);
        if (part->size > 0 && !bytes_equal(*part, BYTES(".")))
            return true;
    }
    return false;
}

/* Joins a path to a folder. A ".." may only come first, where it leads out of a real folder: behind
 * a name it goes where that name leads, which may be a link. */
static bool join(const char *folder, struct bytes path, struct buf *out)
{
    struct bytes part;
    bool named = false;

    buf_text(out, strcmp(folder, "/") == 0 ? "" : folder);
    while (take_part(&path, &part)) {
        if (!bytes_equal(part, BYTES(".."))) {
            buf_byte(out, '/');
            buf_add(out, part.data, part.size);
            named = true;
            continue;
        }
        if (named)
            return false;
        while (out->size > 0 && out->data[--out->size] != '/')
            continue;
    }
    return true;
}

/* An absolute path through links: where the folder that the file stands in really is. */
static bool join_real(const char *path, struct buf *out)
{
    struct bytes folder = bytes_folder(bytes_text(path));
    CLEANUP(free_cleanup) char *above = strndup(path, folder.size);
    CLEANUP(free_cleanup) char *real = above ? realpath(above, NULL) : NULL;

    return real && join(real, bytes_from(bytes_text(path), folder.size), out);
}

/* NULL where it leads out of the folder. */
static const char *find_place(const char *name, const char *folder, struct buf *path)
{
    const char *found;

    buf_reset(path);
    found = join(name[0] == '/' ? "/" : folder, bytes_text(name), path)
                ? below(buf_string(path), folder)
                : NULL;
    if (found || name[0] != '/')
        return found;
    buf_reset(path);
    return join_real(name, path) ? below(buf_string(path), folder) : NULL;
}

/* ---- reading ---- */

static enum assay_status fail_list(struct assay_error *err, const char *text, size_t number)
{
    enum assay_status status =
        fail_id(err, ASSAY_EUSAGE, "usage.bad-list", "name %zu of the list %s", number, text);

    assay_error_do(err, "end each name with a NUL: find -print0, git diff --name-only -z");
    return status;
}

static enum assay_status fail_lines(struct assay_error *err)
{
    enum assay_status status = fail_id(err, ASSAY_EUSAGE, "usage.bad-list",
                                       "the list has lines, and no NUL that ends a name");

    assay_error_why(err, "a name may hold a line break, so lines cannot be told from names");
    assay_error_do(err, "find -print0, git diff --name-only -z, or: tr '\\n' '\\0' <LIST | ...");
    return status;
}

static enum assay_status add(struct owned *owned, struct names *names, const char *name,
                             struct assay_error *err)
{
    const char *copy = arena_text(owned->arena, name);

    if (!copy || !HAS_ROOM(names->all, names->count, names->capacity))
        return fail_no_memory(err);
    names->all[names->count++] = copy;
    return ASSAY_OK;
}

static enum assay_status read_names(struct owned *owned, struct bytes rest, const char *folder,
                                    struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf path = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf name = {.ceiling = SIZE_MAX};

    for (size_t number = 1; rest.size > 0; number++) {
        struct bytes given = bytes_until(rest, 0);
        const char *place;

        rest = bytes_from(rest, given.size + 1);
        if (given.size == 0)
            return fail_list(err, "is empty", number);
        if (given.size > LIMIT_LISTED_NAME)
            return fail_list(err, "is longer than a path can be", number);
        buf_reset(&name);
        buf_add(&name, given.data, given.size);
        place = find_place(buf_string(&name), folder, &path);
        TRY(buf_status(&name, err));
        TRY(buf_status(&path, err));
        TRY(place ? add(owned, &owned->names, place, err)
                  : add(owned, &owned->outside, buf_string(&name), err));
    }
    return ASSAY_OK;
}

static void put_in_order(struct names *names)
{
    size_t kept = 0;

    if (names->count > 0)
        qsort(names->all, names->count, sizeof *names->all, compare_names);
    for (size_t i = 0; i < names->count; i++)
        if (kept == 0 || strcmp(names->all[i], names->all[kept - 1]) != 0)
            names->all[kept++] = names->all[i];
    names->count = kept;
}

enum assay_status assay_name_list_read(const char *text, size_t size, const char *folder,
                                       struct assay_name_list **out, struct assay_error *err)
{
    CLEANUP(owned_freep) struct owned *owned = calloc(1, sizeof *owned);
    struct bytes all = bytes_of(text, size);

    if (!owned || !(owned->arena = arena_new()))
        return fail_no_memory(err);
    if (size == 0)
        return fail_id(err, ASSAY_EEMPTY, "git.nothing-to-examine", "the list holds no name");
    if (!bytes_has(all, 0) && bytes_has(all, '\n'))
        return fail_lines(err);
    TRY(read_names(owned, all, folder, err));
    put_in_order(&owned->names);
    put_in_order(&owned->outside);
    owned->list = (struct assay_name_list){.names = owned->names.all,
                                           .count = owned->names.count,
                                           .outside = owned->outside.all,
                                           .outside_count = owned->outside.count};
    *out = &TAKE(owned)->list;
    return ASSAY_OK;
}
