/* directory_listed.c - holds a walk to a list of names. */

#include <stdlib.h>

#include "base/kit.h"
#include "source/directory_part.h"
#include "source/listed.h"

/* What the list calls it; false where there is none, and above the folder that it is relative to.
 */
static bool listed_path(const struct directory *walk, struct bytes *path)
{
    size_t front = strlen(walk->options.only);

    *path = directory_path(walk);
    if (path->size > 0 && path->data[path->size - 1] == '/')
        path->size--;
    if (!walk->options.names || path->size < front)
        return false;
    if (front > 0)
        *path = bytes_from(*path, front + 1);
    return true;
}

bool directory_is_listed(const struct directory *walk)
{
    struct bytes path;

    return listed_path(walk, &path) && listed_has(walk->options.names, path);
}

/* Names inside of what stands at the walk's path; an empty range without a list. */
static struct listed_range listed_inside(const struct directory *walk)
{
    struct bytes path;

    return listed_path(walk, &path) ? listed_below(walk->options.names, path)
                                    : (struct listed_range){0, 0};
}

bool directory_holds_listed(const struct directory *walk)
{
    struct listed_range inside = listed_inside(walk);

    return inside.from < inside.to;
}

bool directory_is_covered(const struct directory *walk)
{
    return (walk->depth > 0 && walk->frames[walk->depth - 1]->covered) || directory_is_listed(walk);
}

static void tell_listed(const struct directory *walk, struct inventory_part *part,
                        struct listed_range range, const char *id, const char *why)
{
    if (walk->options.beside)
        return; /* the list alone was walked before */
    for (size_t i = range.from; i < range.to; i++) {
        CLEANUP(buf_clear) struct buf path = {.ceiling = SIZE_MAX};

        buf_text(&path, walk->options.only);
        if (path.size > 0)
            buf_byte(&path, '/');
        buf_text(&path, walk->options.names->names[i]);
        inventory_gap(part, id, inventory_path(part, NULL, buf_bytes(&path)), ASSAY_NO_OFFSET, why);
    }
}

void directory_tell_outside(const struct directory *walk, struct inventory_part *part)
{
    const struct assay_name_list *names = walk->options.names;

    for (size_t i = 0; names && !walk->options.beside && i < names->outside_count; i++)
        inventory_gap(part, GAP_FILE_OUTSIDE,
                      inventory_path(part, NULL, bytes_text(names->outside[i])), ASSAY_NO_OFFSET,
                      "a name of the list leads out of the current folder, or over a \"..\" behind "
                      "another name: it was not opened");
}

/* The names of a list that begin with the same part, which stands in the folder at hand. */
static struct listed_range take_group(const struct directory *walk, struct listed_range *rest,
                                      size_t front, char part[NAME_MAX + 1])
{
    const char *const *names = walk->options.names->names;
    struct listed_range group = {rest->from, rest->from};
    size_t size = strcspn(names[group.from] + front, "/");

    while (group.to < rest->to && strncmp(names[group.to], names[group.from], front + size) == 0 &&
           (names[group.to][front + size] == '/' || names[group.to][front + size] == 0))
        group.to++;
    rest->from = group.to;
    part[0] = 0; /* no file has a longer one */
    if (size <= NAME_MAX) {
        memcpy(part, names[group.from] + front, size);
        part[size] = 0;
    }
    return group;
}

void directory_hold_to_list(const struct directory *walk, struct inventory_part *part,
                            struct directory_frame *frame)
{
    struct listed_range rest = listed_inside(walk);
    bool narrows = !frame->covered && !walk->options.beside;
    char name[NAME_MAX + 1];
    struct bytes folder;
    size_t kept = 0;

    if (!listed_path(walk, &folder))
        return;
    while (rest.from < rest.to) {
        struct listed_range group = take_group(walk, &rest, folder.size + (folder.size > 0), name);
        struct directory_name wanted = directory_name_of(name, strlen(name), DT_UNKNOWN);
        const struct directory_name *found =
            bsearch(&wanted, frame->names, frame->count, sizeof wanted, directory_compare_names);

        if (found && narrows) { /* both are in one order, so that it was not overwritten */
            frame->names[kept++] = *found;
        } else if (!found && frame->has_git && strcmp(name, ".git") == 0) {
            inventory_count(part, 0, group.to - group.from);
        } else if (!found) {
            tell_listed(walk, part, group, GAP_FILE_MISSING,
                        "a name of the list, and there is no such file");
        }
    }
    if (narrows)
        frame->count = kept;
}

void directory_tell_inside(const struct directory *walk, struct inventory_part *part, bool link)
{
    tell_listed(walk, part, listed_inside(walk), link ? GAP_FILE_OUTSIDE : GAP_FILE_MISSING,
                link ? "a name of the list leads over a symbolic link: it was not opened"
                     : "a name of the list, and there is no such file");
}

bool directory_is_wanted(const struct directory *walk, const struct directory_frame *frame)
{
    return !walk->options.names || frame->covered || directory_is_listed(walk) ||
           (walk->options.beside && walk->options.beside(directory_path(walk)));
}

/* Whether the list names something, a folder that it is in, or what is in it. */
static bool lists(const struct directory *walk, struct bytes name)
{
    const struct listed_range inside = listed_below(walk->options.names, name);
    bool named = inside.from < inside.to || listed_has(walk->options.names, name);

    for (; name.size > 0 && !named; named = listed_has(walk->options.names, name))
        name = bytes_trim(bytes_folder(name), BYTES("/"));
    return named;
}

bool directory_leads_off_list(const struct directory *walk)
{
    CLEANUP(free_cleanup) char *real = NULL;
    struct bytes name;

    if (!walk->options.names || walk->options.beside)
        return false;
    real = directory_real_path(walk);
    return real && !(directory_below_real(walk, real, &name) && lists(walk, name));
}
