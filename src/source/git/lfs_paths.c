/*
 * lfs_paths.c - attribute files of a view, each read once, and asked for each path.
 *
 * One tree (a commit, the index) has one state of them. A history has many: a path is first held
 * against all versions of the files above it, and only where one of them might send it to git-lfs
 * is the tree of its commit walked down for the versions that stood there.
 */

#include "source/git/lfs_paths.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "source/attributes.h"
#include "source/fail.h"
#include "source/git/trees.h"

#define NAME ".gitattributes"

enum { LAYERS_MAX = 256 /* folders above a path that are asked; deeper ones have no say */ };

/* One version of one file. */
struct version {
    struct object_id id;
    bool top; /* at the root, where macros count */
    struct attributes_file *file;
};

/* A version that stands, or once stood, in a folder. */
struct rules {
    const char *folder; /* "" or with a slash at its end */
    uint32_t version;
};

/* What a tree was found to have, so that a folder of many pointers is not read for each. */
struct looked {
    struct object_id tree, attributes, below;
    const char *folder;
    bool has_attributes, has_below;
};

struct lfs_paths {
    struct objects *objects;
    const struct commit_graph *graph;
    struct arena *arena;
    bool one_tree; /* each folder has one version, which holds for all paths */
    struct version *versions;
    size_t version_count, version_capacity;
    struct table by_id;
    struct looked *looked;
    size_t looked_count, looked_capacity;
    struct table by_tree;
    struct arena *folders; /* names in `looked` */
    uint64_t seed;
    struct rules *rules; /* sorted by folder */
    size_t rule_count, rule_capacity;
    struct attributes_file *info; /* info/attributes, stronger than all */
    bool any;                     /* some file speaks of git-lfs */
};

void lfs_paths_free(struct lfs_paths *paths)
{
    if (!paths)
        return;
    for (size_t i = 0; i < paths->version_count; i++)
        attributes_free(paths->versions[i].file);
    attributes_free(paths->info);
    free(paths->versions);
    free(paths->rules);
    table_clear(&paths->by_id);
    table_clear(&paths->by_tree);
    free(paths->looked);
    arena_free(paths->folders);
    arena_free(paths->arena);
    free(paths);
}

static void lfs_paths_freep(struct lfs_paths **paths)
{
    lfs_paths_free(*paths);
}

/* ---- versions ---- */

static uint64_t hash_version(const struct lfs_paths *paths, const struct object_id *id, bool top)
{
    return table_hash(paths->seed ^ top, object_id_bytes(id));
}

static bool same_version(const void *state, uint32_t index, const void *key)
{
    const struct lfs_paths *paths = state;
    const struct version *wanted = key;

    return object_id_equal(&paths->versions[index].id, &wanted->id) &&
           paths->versions[index].top == wanted->top;
}

/* One that cannot be read says nothing here; the walk has told that it is broken. */
static ASSAY_RESULT read_version(struct lfs_paths *paths, struct version *version,
                                 struct assay_error *err)
{
    struct assay_error failure = {0};
    struct object object = {0};
    enum assay_status status = object_read(paths->objects, &version->id, &object, &failure);

    if (status == ASSAY_ENOMEM)
        return fail_no_memory(err);
    if (status != ASSAY_OK)
        return ASSAY_OK;
    if (object.type == OBJECT_BLOB && object.bytes.size <= LIMIT_IGNORE_FILE) {
        version->file = attributes_parse(object.bytes, version->top);
        status = version->file ? ASSAY_OK : ASSAY_ENOMEM;
    }
    object_release(&object);
    paths->any = paths->any || !attributes_lack_lfs(version->file);
    return status == ASSAY_OK ? ASSAY_OK : fail_no_memory(err);
}

static ASSAY_RESULT use_version(struct lfs_paths *paths, const struct object_id *id, bool top,
                                uint32_t *out, struct assay_error *err)
{
    struct version version = {.id = *id, .top = top};
    uint64_t hash = hash_version(paths, id, top);

    *out = table_find(&paths->by_id, hash, same_version, paths, &version);
    if (*out != TABLE_NONE)
        return ASSAY_OK;
    if (!HAS_ROOM(paths->versions, paths->version_count, paths->version_capacity))
        return fail_no_memory(err);
    TRY(read_version(paths, &version, err));
    *out = (uint32_t)paths->version_count;
    paths->versions[paths->version_count++] = version;
    return table_add(&paths->by_id, hash, *out) ? ASSAY_OK : fail_no_memory(err);
}

/* ---- which folders have them ---- */

static ASSAY_RESULT add_rules(struct lfs_paths *paths, struct bytes folder,
                              const struct object_id *id, struct assay_error *err)
{
    struct rules rules = {.folder = arena_copy(paths->arena, folder)};

    if (!rules.folder)
        return fail_no_memory(err);
    TRY(use_version(paths, id, folder.size == 0, &rules.version, err));
    if (!HAS_ROOM(paths->rules, paths->rule_count, paths->rule_capacity))
        return fail_no_memory(err);
    paths->rules[paths->rule_count++] = rules;
    return ASSAY_OK;
}

/* Every version that the catalogue has at a name of .gitattributes. */
static ASSAY_RESULT add_catalogue(struct lfs_paths *paths, const struct catalogue *catalogue,
                                  struct assay_error *err)
{
    for (size_t i = 0; i < catalogue->place_count; i++) {
        const struct place *place = &catalogue->places[i];
        const struct node *node = &catalogue->nodes[place->node];
        const struct known_object *object = &catalogue->objects[place->object];
        CLEANUP(buf_clear) struct buf path = {.ceiling = SIZE_MAX};

        if (node->size != strlen(NAME) || memcmp(node->name, NAME, strlen(NAME)) != 0 ||
            object->type != ENTRY_FILE)
            continue;
        catalogue_path(catalogue, place->node, &path);
        TRY(buf_status(&path, err));
        TRY(add_rules(paths, bytes_of(path.data, path.size - strlen(NAME)), &object->id, err));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT add_index(struct lfs_paths *paths, const struct view *view,
                              struct assay_error *err)
{
    for (const struct index_attributes *at = view->attributes; at; at = at->next) {
        struct bytes path = bytes_text(at->path);

        path.size -= strlen(NAME);
        TRY(add_rules(paths, path, &at->id, err));
    }
    return ASSAY_OK;
}

static int compare_rules(const void *a, const void *b)
{
    const struct rules *one = a, *other = b;
    int order = strcmp(one->folder, other->folder);

    return order ? order : (one->version > other->version) - (one->version < other->version);
}

/* Views whose catalogue holds what is new alone: their trees are asked. */
static bool is_part(const struct assay_target *target)
{
    enum assay_view view = target->view;

    return (view == ASSAY_VIEW_BESIDE && !view_is_of_index(target)) || view == ASSAY_VIEW_RANGE ||
           view == ASSAY_VIEW_PUSH || view == ASSAY_VIEW_UNREACHABLE || view == ASSAY_VIEW_REPLACED;
}

enum assay_status lfs_paths_open(const struct view *view, struct lfs_paths **out,
                                 struct assay_error *err)
{
    CLEANUP(lfs_paths_freep) struct lfs_paths *paths = calloc(1, sizeof *paths);
    enum assay_view kind = view->target->view;

    if (!paths)
        return fail_no_memory(err);
    paths->objects = view->objects;
    paths->graph = view->graph;
    paths->seed = table_seed();
    paths->one_tree =
        view_is_of_index(view->target) || kind == ASSAY_VIEW_HEAD || kind == ASSAY_VIEW_COMMIT;
    paths->arena = arena_new();
    paths->folders = arena_new();
    if (!paths->arena || !paths->folders)
        return fail_no_memory(err);
    if (view_is_of_index(view->target))
        TRY(add_index(paths, view, err));
    else if (!is_part(view->target))
        TRY(add_catalogue(paths, view->catalogue, err));
    paths->info = repository_attributes(view->repository);
    paths->any = paths->any || !attributes_lack_lfs(paths->info);
    if (is_part(view->target))
        paths->any = true;
    if (paths->rule_count > 0)
        qsort(paths->rules, paths->rule_count, sizeof *paths->rules, compare_rules);
    *out = TAKE(paths);
    return ASSAY_OK;
}

/* ---- asking ---- */

/* The first rules of the folder that the first `size` bytes of the path are. */
static size_t find_rules(const struct lfs_paths *paths, const struct assay_path *path, size_t size)
{
    size_t low = 0, high = paths->rule_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct bytes folder = bytes_text(paths->rules[middle].folder);

        if (bytes_compare(folder, bytes_of(path->name, size)) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_folder(const struct lfs_paths *paths, size_t at, const struct assay_path *path,
                      size_t size)
{
    return at < paths->rule_count &&
           bytes_equal(bytes_text(paths->rules[at].folder), bytes_of(path->name, size));
}

/* The size of the folder above, with its slash; 0 is the root. */
static size_t above(const struct assay_path *path, size_t size)
{
    while (size > 0 && path->name[size - 1] != '/')
        size--;
    return size;
}

struct layers {
    struct attributes_layer layers[LAYERS_MAX + 1];
    size_t count;
};

static void add_layer(struct layers *layers, const struct attributes_file *file, size_t folder)
{
    if (layers->count < LAYERS_MAX)
        layers->layers[layers->count++] = (struct attributes_layer){file, folder};
}

/* True where any version above the path might send it to git-lfs. */
static bool may_be(const struct lfs_paths *paths, const struct assay_path *path)
{
    struct bytes name = bytes_of(path->name, path->size);

    if (paths->info && attributes_may_say_lfs(&(struct attributes_layer){paths->info, 0}, name))
        return true;
    for (size_t size = above(path, path->size);; size = above(path, size - 1)) {
        for (size_t at = find_rules(paths, path, size); is_folder(paths, at, path, size); at++) {
            const struct attributes_layer layer = {paths->versions[paths->rules[at].version].file,
                                                   size};

            if (attributes_may_say_lfs(&layer, name))
                return true;
        }
        if (size == 0)
            return false;
    }
}

static void layers_of_one_tree(const struct lfs_paths *paths, const struct assay_path *path,
                               struct layers *layers)
{
    add_layer(layers, paths->info, 0);
    for (size_t size = above(path, path->size);; size = above(path, size - 1)) {
        size_t at = find_rules(paths, path, size);

        if (is_folder(paths, at, path, size))
            add_layer(layers, paths->versions[paths->rules[at].version].file, size);
        if (size == 0)
            return;
    }
}

/* What a tree has at .gitattributes, and at the name of a folder. False where it cannot be read. */
static bool look(struct lfs_paths *paths, struct looked *looked)
{
    struct object object = {0};
    struct tree_entry entry;
    struct bytes rest, folder = bytes_text(looked->folder);

    if (object_read(paths->objects, &looked->tree, &object, NULL) != ASSAY_OK)
        return false;
    rest = object.bytes;
    while (object.type == OBJECT_TREE && tree_take(&rest, looked->tree.size, &entry)) {
        if (entry.type == ENTRY_FILE && bytes_equal(entry.name, BYTES(NAME))) {
            looked->attributes = entry.id;
            looked->has_attributes = true;
        } else if (entry.type == ENTRY_TREE && bytes_equal(entry.name, folder)) {
            looked->below = entry.id;
            looked->has_below = true;
        }
    }
    object_release(&object);
    return true;
}

static uint64_t hash_looked(const struct lfs_paths *paths, const struct object_id *tree,
                            struct bytes folder)
{
    return table_hash(table_hash(paths->seed, object_id_bytes(tree)), folder);
}

static bool same_looked(const void *state, uint32_t index, const void *key)
{
    const struct looked *one = &((const struct lfs_paths *)state)->looked[index];
    const struct looked *wanted = key;

    return object_id_equal(&one->tree, &wanted->tree) && strcmp(one->folder, wanted->folder) == 0;
}

static ASSAY_RESULT remember(struct lfs_paths *paths, const struct looked *looked, uint64_t hash,
                             struct assay_error *err)
{
    if (paths->looked_count == LIMIT_GIT_LOOKED) { /* what is asked next is likely near by */
        table_clear(&paths->by_tree);
        paths->by_tree = (struct table){0};
        arena_reset(paths->folders);
        paths->looked_count = 0;
    }
    if (!HAS_ROOM(paths->looked, paths->looked_count, paths->looked_capacity))
        return fail_no_memory(err);
    paths->looked[paths->looked_count] = *looked;
    paths->looked[paths->looked_count].folder = arena_text(paths->folders, looked->folder);
    if (!paths->looked[paths->looked_count].folder ||
        !table_add(&paths->by_tree, hash, (uint32_t)paths->looked_count))
        return fail_no_memory(err);
    paths->looked_count++;
    return ASSAY_OK;
}

/* Fills what is known of the tree and the folder in it; *known is false where it cannot be read. */
static ASSAY_RESULT look_once(struct lfs_paths *paths, const struct object_id *tree,
                              struct bytes folder, struct looked *looked, bool *known,
                              struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf name = {.ceiling = SIZE_MAX};
    uint64_t hash = hash_looked(paths, tree, folder);
    uint32_t at;

    buf_add(&name, folder.data, folder.size);
    TRY(buf_status(&name, err));
    *looked = (struct looked){.tree = *tree, .folder = buf_string(&name)};
    at = table_find(&paths->by_tree, hash, same_looked, paths, looked);
    *known = at != TABLE_NONE || look(paths, looked);
    if (at != TABLE_NONE)
        *looked = paths->looked[at];
    else if (*known)
        TRY(remember(paths, looked, hash, err));
    looked->folder = NULL; /* `name` goes */
    return ASSAY_OK;
}

/* From the root down; then the deepest first. *known is false where a tree cannot be read. */
static ASSAY_RESULT layers_of_commit(struct lfs_paths *paths, const struct assay_path *path,
                                     uint32_t commit, struct layers *layers, bool *known,
                                     struct assay_error *err)
{
    struct object_id tree = paths->graph->commits[commit].tree;
    struct attributes_layer found[LAYERS_MAX];
    struct looked looked;
    size_t count = 0, size = 0;

    while (count < LAYERS_MAX) {
        const char *slash = memchr(path->name + size, '/', path->size - size);
        struct bytes folder =
            bytes_of(path->name + size, slash ? (size_t)(slash - path->name) - size : 0);
        uint32_t version;

        TRY(look_once(paths, &tree, folder, &looked, known, err));
        if (!*known)
            return ASSAY_OK;
        if (looked.has_attributes) {
            TRY(use_version(paths, &looked.attributes, size == 0, &version, err));
            found[count++] = (struct attributes_layer){paths->versions[version].file, size};
        }
        if (!slash ||
            !looked.has_below) /* a folder's name may be empty, as what stands behind the last */
            break;
        size += folder.size + 1;
        tree = looked.below;
    }
    add_layer(layers, paths->info, 0);
    while (count > 0)
        layers->layers[layers->count++] = found[--count];
    *known = true;
    return ASSAY_OK;
}

enum assay_status lfs_paths_ask(struct lfs_paths *paths, const struct assay_path *path,
                                uint32_t commit, enum place_filter *out, struct assay_error *err)
{
    struct layers layers = {.count = 0};
    bool known = true;

    *out = FILTER_NONE;
    if (!paths->any || (paths->rule_count > 0 && !may_be(paths, path)))
        return ASSAY_OK;
    if (paths->one_tree) {
        layers_of_one_tree(paths, path, &layers);
    } else if (commit == NO_COMMIT) {
        known = false;
    } else {
        TRY(layers_of_commit(paths, path, commit, &layers, &known, err));
    }
    if (!known)
        *out = FILTER_UNKNOWN;
    else if (attributes_say_lfs(layers.layers, layers.count, bytes_of(path->name, path->size)))
        *out = FILTER_LFS;
    return ASSAY_OK;
}
