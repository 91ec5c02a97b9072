/* lookup.c - questions about an item that its path answers. */

#include "policy/lookup.h"

#include <ctype.h>

#include "base/bytes.h"
#include "base/kit.h"
#include "base/search.h"

bool lookup_is_current(const struct assay_inventory *inventory, const struct assay_item *item)
{
    const char *view = inventory->target.view;
    bool past = strcmp(view, "history") == 0 || strcmp(view, "range") == 0 ||
                strcmp(view, "unreachable") == 0;

    return !past || !item->origin || item->origin->present;
}

static int order_item(const void *path, const void *item)
{
    return assay_path_compare(path, ((const struct assay_item *)item)->path);
}

size_t lookup_place(const struct assay_inventory *inventory, const struct assay_path *path)
{
    return search_first(path, inventory->items, inventory->item_count, sizeof *inventory->items,
                        order_item);
}

const struct assay_item *lookup_item(const struct assay_inventory *inventory,
                                     const struct assay_path *path)
{
    size_t at = lookup_place(inventory, path);

    if (at < inventory->item_count && assay_path_compare(inventory->items[at].path, path) == 0)
        return &inventory->items[at];
    return NULL;
}

struct bytes lookup_path_written(struct bytes path)
{
    while (bytes_starts(path, BYTES("./")))
        for (path = bytes_from(path, 1); path.size > 1 && path.data[0] == '/';)
            path = bytes_from(path, 1);
    return path;
}

static int order_gaps(const void *a, const void *b)
{
    const struct assay_gap *left = *(const struct assay_gap *const *)a;
    const struct assay_gap *right = *(const struct assay_gap *const *)b;
    int order = assay_path_compare(left->path, right->path);

    return order ? order : (left > right) - (left < right); /* as the inventory has them */
}

enum assay_status gap_index_init(struct gap_index *index, const struct assay_inventory *inventory,
                                 struct assay_error *err)
{
    *index = (struct gap_index){0};
    if (inventory->gap_count == 0)
        return ASSAY_OK;
    index->sorted = calloc(inventory->gap_count, sizeof(const struct assay_gap *));
    if (!index->sorted)
        return out_of_memory(err);
    for (size_t i = 0; i < inventory->gap_count; i++)
        if (inventory->gaps[i].path)
            index->sorted[index->count++] = &inventory->gaps[i];
    qsort(index->sorted, index->count, sizeof(const struct assay_gap *), order_gaps);
    return ASSAY_OK;
}

void gap_index_clear(struct gap_index *index)
{
    free(index->sorted);
    *index = (struct gap_index){0};
}

static int order_gap(const void *path, const void *gap)
{
    return assay_path_compare(path, (*(const struct assay_gap *const *)gap)->path);
}

const struct assay_gap *const *gap_index_find(const struct gap_index *index,
                                              const struct assay_path *path, size_t *count)
{
    const size_t low =
        search_first(path, index->sorted, index->count, sizeof *index->sorted, order_gap);

    *count = 0;
    while (low + *count < index->count &&
           assay_path_compare(index->sorted[low + *count]->path, path) == 0)
        ++*count;
    return *count ? index->sorted + low : NULL;
}

/* Names of folders whose content has a use of its own. */
static const struct folder_role {
    const char *folder, *role;
} folder_roles[] = {
    {"logs", "log"},
    {"log", "log"},
    {"prompts", "prompt"},
    {"transcripts", "transcript"},
    {"test", "fixture"},
    {"tests", "fixture"},
    {"testing", "fixture"},
    {"testdata", "fixture"},
    {"test-data", "fixture"},
    {"test_data", "fixture"},
    {"test-fixtures", "fixture"},
    {"fixture", "fixture"},
    {"fixtures", "fixture"},
    {"__fixtures__", "fixture"},
    {"spec", "fixture"},
    {"mocks", "fixture"},
    {"__mocks__", "fixture"},
};

static const struct folder_role name_roles[] = {
    {".ipynb", "notebook"},
    {".log", "log"},
    {".prompt", "prompt"},
    {".transcript", "transcript"},
};

static bool equal_folded(struct bytes a, const char *word)
{
    if (a.size != strlen(word))
        return false;
    for (size_t i = 0; i < a.size; i++)
        if (tolower(a.data[i]) != word[i])
            return false;
    return true;
}

/* Takes the next folder of a path; false at its last part, which is a file. */
static bool take_folder(struct bytes *name, struct bytes *folder)
{
    const uint8_t *slash = name->size > 0 ? memchr(name->data, '/', name->size) : NULL;

    if (!slash)
        return false;
    *folder = bytes_of(name->data, (size_t)(slash - name->data));
    *name = bytes_from(*name, folder->size + 1);
    return true;
}

/* The name from the target on: in a repository it begins with the folder that was named. */
static struct bytes name_below(const struct assay_target_facts *target,
                               const struct assay_path *path)
{
    struct bytes name = bytes_of(path->name, path->size);
    struct bytes folder = bytes_text(target->folder ? target->folder : "");

    if (path->container || folder.size == 0 || name.size <= folder.size ||
        name.data[folder.size] != '/' || !bytes_starts(name, folder))
        return name;
    return bytes_from(name, folder.size + 1);
}

static const char *role_of_folders(struct bytes name)
{
    struct bytes folder;

    while (take_folder(&name, &folder))
        for (size_t i = 0; i < ARRAY_LEN(folder_roles); i++)
            if (equal_folded(folder, folder_roles[i].folder))
                return folder_roles[i].role;
    return "";
}

const char *lookup_role(const struct assay_target_facts *target, const struct assay_path *path)
{
    struct bytes name = bytes_of(path->name, path->size);

    for (size_t i = 0; i < ARRAY_LEN(name_roles); i++) {
        size_t size = strlen(name_roles[i].folder);

        if (name.size > size &&
            equal_folded(bytes_from(name, name.size - size), name_roles[i].folder))
            return name_roles[i].role;
    }
    for (; path; path = path->container) { /* an archive in a folder of fixtures is one too */
        const char *role = role_of_folders(name_below(target, path));

        if (*role)
            return role;
    }
    return "";
}

/* Folders of packages that were copied in, and of what only shows how something is written. */
static const char *const folders_of_others[] = {
    "node_modules", "bower_components", "vendor",   "vendored",      "third_party",  "third-party",
    "thirdparty",   "example",          "examples", "site-packages", "dist-packages"};

static bool is_below_others(struct bytes name)
{
    struct bytes folder;

    while (take_folder(&name, &folder))
        for (size_t i = 0; i < ARRAY_LEN(folders_of_others); i++)
            if (equal_folded(folder, folders_of_others[i]))
                return true;
    return false;
}

bool lookup_is_of_others(const struct assay_target_facts *target, const struct assay_path *path)
{
    bool packed_target = strcmp(target->type, "bundle") == 0;
    const struct assay_path *container = path->container;

    if (container && (!packed_target || container->container))
        return true;
    return strcmp(lookup_role(target, path), "fixture") == 0 ||
           is_below_others(name_below(target, path));
}
