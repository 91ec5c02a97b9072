/* record_path.c - what a path means that stands in a record. */

#include "policy/record_path.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/path.h"
#include "policy/lookup.h"

static const char settings_name[] = ".assay.yml";

static bool is_below(const struct assay_path *path, const struct assay_path *folder)
{
    for (size_t i = path_levels(path), end = path_levels(folder); i > end; i--)
        path = path->container; /* a file that is packed stands where its archive does */
    if (path_levels(path) != path_levels(folder) ||
        !bytes_starts(bytes_of(path->name, path->size), bytes_of(folder->name, folder->size)))
        return false;
    path = path->container;
    folder = folder->container;
    return path == folder || (path && folder && assay_path_compare(path, folder) == 0);
}

/* The first item that stands below `folder`, whose name ends with '/'. */
static bool is_folder(const struct assay_inventory *inventory, const struct assay_path *folder)
{
    size_t at = lookup_place(inventory, folder);

    return at < inventory->item_count && is_below(inventory->items[at].path, folder);
}

/* `out->path.name` has a '/' behind its last byte. */
static bool find(const struct assay_inventory *inventory, struct record_path *out)
{
    struct assay_path folder = out->path;

    out->item = lookup_item(inventory, &out->path);
    if (folder.size > 0 && folder.name[folder.size - 1] != '/')
        folder.size++;
    out->stands = out->item || is_folder(inventory, &folder);
    return out->stands;
}

/* Whether a folder, whose name ends with '/', is a project by itself: it has its own settings. */
static bool is_project(const struct assay_inventory *inventory, const struct assay_path *folder)
{
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_path settings = {.container = folder->container};

    if (folder->size == 0)
        return false;
    text = malloc(folder->size + sizeof settings_name);
    if (!text)
        return false;
    memcpy(text, folder->name, folder->size);
    memcpy(text + folder->size, settings_name, sizeof settings_name);
    settings.name = text;
    settings.size = folder->size + sizeof settings_name - 1;
    return lookup_item(inventory, &settings) != NULL;
}

bool record_path_find(const struct assay_inventory *inventory, const struct assay_path *record,
                      struct bytes written, struct record_path *out)
{
    struct bytes folder = bytes_of(record->name, record->size), project = bytes_of(NULL, 0);
    char *end;

    written = lookup_path_written(written);
    *out = (struct record_path){.path = {.name = (const char *)written.data, .size = written.size}};
    if (written.size == 0 || written.data[0] == '/')
        return true;
    out->text = malloc(folder.size + written.size + 2);
    if (!out->text)
        return false;
    end = out->text + folder.size; /* of each folder, so that what is written stays where it is */
    memcpy(end, written.data, written.size);
    memcpy(end + written.size, "/", 2);
    out->path.container = record->container;
    for (int depth = 0; folder.size > 0; depth++) {
        folder = depth < LIMIT_RECORD_FOLDERS ? bytes_folder(folder) : bytes_of(folder.data, 0);
        memcpy(end - folder.size, folder.data, folder.size);
        out->path.name = end - folder.size;
        out->path.size = folder.size + written.size;
        if (bytes_starts(bytes_of(out->path.name, out->path.size), project) && find(inventory, out))
            return true;
        if (project.size == 0 &&
            is_project(inventory, &(struct assay_path){record->container, folder.size,
                                                       (const char *)folder.data}))
            project = folder;
    }
    if (project.size > 0) { /* nothing stands there, whatever stands further up */
        memcpy(end - project.size, project.data, project.size);
        out->path.name = end - project.size;
        out->path.size = project.size + written.size;
        return true;
    }
    out->path = (struct assay_path){.name = end, .size = written.size};
    if (record->container) /* one in an archive may speak of what stands beside it */
        (void)find(inventory, out);
    return true;
}

void record_path_clear(struct record_path *path)
{
    free(path->text);
    *path = (struct record_path){0};
}
