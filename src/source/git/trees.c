/*
 * trees.c - tree objects, read by their bytes so that hostile names are seen as they are.
 * Source: git's Documentation/gitformat of trees: "<octal mode> <name> NUL <id>" without end marks.
 */

#include "source/git/trees.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/class.h"
#include "source/fail.h"

/* ---- one entry ---- */

enum { MODE_DIGITS_MAX = 7, MODE_TYPE = 0170000 };

static bool take_mode(struct bytes *rest, uint32_t *mode)
{
    size_t at = 0;

    *mode = 0;
    while (at < rest->size && at < MODE_DIGITS_MAX && rest->data[at] >= '0' &&
           rest->data[at] <= '7')
        *mode = *mode * 8 + (rest->data[at++] - '0');
    if (at == 0 || at >= rest->size || rest->data[at] != ' ')
        return false;
    *rest = bytes_from(*rest, at + 1);
    return true;
}

static enum entry_type type_of(uint32_t mode, bool *odd)
{
    *odd = false;
    switch (mode & MODE_TYPE) {
    case 0040000:
        return ENTRY_TREE;
    case 0120000:
        return ENTRY_SYMLINK;
    case 0160000:
        return ENTRY_GITLINK;
    case 0100000:
        return ENTRY_FILE;
    default:
        *odd = true;
        return ENTRY_FILE;
    }
}

bool tree_take(struct bytes *rest, size_t id_size, struct tree_entry *entry)
{
    const uint8_t *end;
    uint32_t mode;

    if (!take_mode(rest, &mode) || rest->size == 0)
        return false;
    end = memchr(rest->data, 0, rest->size);
    if (!end || rest->size - (size_t)(end - rest->data) - 1 < id_size)
        return false;
    entry->type = type_of(mode, &entry->odd);
    entry->name = bytes_of(rest->data, (size_t)(end - rest->data));
    object_id_of(&entry->id, end + 1, id_size);
    *rest = bytes_from(*rest, entry->name.size + 1 + id_size);
    return true;
}

/* Code points that HFS+ leaves out when it compares names. Source: Apple TN1150, "Unicode
 * Subtleties". */
static bool is_invisible(const uint8_t *at, size_t left)
{
    if (left < 3)
        return false;
    if (at[0] == 0xe2 && at[1] == 0x80)
        return (at[2] >= 0x8c && at[2] <= 0x8f) || (at[2] >= 0xaa && at[2] <= 0xae);
    if (at[0] == 0xe2 && at[1] == 0x81)
        return at[2] >= 0xaa && at[2] <= 0xaf;
    return at[0] == 0xef && at[1] == 0xbb && at[2] == 0xbf;
}

bool tree_name_is_unsafe(struct bytes name)
{
    char plain[8];
    size_t size = 0;

    if (name.size == 0 || memchr(name.data, '/', name.size))
        return true;
    for (size_t i = 0; i < name.size && size < sizeof plain; i++) {
        if (is_invisible(name.data + i, name.size - i)) {
            i += 2;
            continue;
        }
        plain[size++] = (char)name.data[i];
    }
    if (size == sizeof plain)
        return false;
    while (size > 2 && (plain[size - 1] == ' ' || (plain[size - 1] == '.' && size > 3)))
        size--; /* NTFS leaves them out */
    plain[size] = 0;
    return strcmp(plain, ".") == 0 || strcmp(plain, "..") == 0 || strcasecmp(plain, ".git") == 0 ||
           strcasecmp(plain, "git~1") == 0;
}

/* Git's order of names: a folder's ends with a slash that is not written. */
static int compare_entries(const struct tree_entry *a, const struct tree_entry *b)
{
    size_t least = a->name.size < b->name.size ? a->name.size : b->name.size;
    int order = least ? memcmp(a->name.data, b->name.data, least) : 0;
    uint8_t one, other;

    if (order)
        return order;
    one = a->name.size > least ? a->name.data[least] : a->type == ENTRY_TREE ? '/' : 0;
    other = b->name.size > least ? b->name.data[least] : b->type == ENTRY_TREE ? '/' : 0;
    return one - other;
}

/* ---- gaps ---- */

static const struct assay_path *path_of(const struct tree_walk *walk, uint32_t node)
{
    CLEANUP(buf_clear) struct buf path = {.ceiling = SIZE_MAX};

    catalogue_path(walk->catalogue, node, &path);
    return inventory_path(walk->part, NULL, buf_bytes(&path));
}

static bool is_gap(enum assay_status status)
{
    return status == ASSAY_EMISSING || status == ASSAY_EFORMAT || status == ASSAY_EIO ||
           status == ASSAY_ELIMIT;
}

/* Reads a tree; what is wrong with it is a gap, and *held says whether there is one to walk. */
static enum assay_status read_tree(const struct tree_walk *walk, const struct object_id *id,
                                   uint32_t node, struct object *out, bool *held,
                                   struct assay_error *err)
{
    struct assay_error failure = {0};
    enum assay_status status = object_read(walk->objects, id, out, &failure);

    *held = false;
    if (status == ASSAY_OK && out->type != OBJECT_TREE) {
        char hex[OBJECT_HEX_MAX + 1];

        object_release(out);
        object_id_text(id, hex);
        status = fail_id(&failure, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT, "object %s is not a tree",
                         hex);
    }
    if (status != ASSAY_OK && !is_gap(status)) {
        *err = failure;
        return status;
    }
    if (status != ASSAY_OK && walk->part)
        gap_from(walk->part, path_of(walk, node), &failure);
    *held = status == ASSAY_OK;
    return ASSAY_OK;
}

/* Tells of what git itself would never write. `before` is the name that stood before it. */
static void judge_entry(const struct tree_walk *walk, const struct tree_entry *entry,
                        struct bytes before, uint32_t node)
{
    if (tree_name_is_unsafe(entry->name))
        inventory_gap(walk->part, GAP_GIT_UNSAFE_PATH, path_of(walk, node), ASSAY_NO_OFFSET,
                      "a name that git does not allow, for it may lead out of the work tree");
    else if (entry->odd)
        inventory_gap(walk->part, GAP_GIT_UNSAFE_PATH, path_of(walk, node), ASSAY_NO_OFFSET,
                      "a mode that git does not write");
    if (before.data && bytes_equal(before, entry->name))
        inventory_gap(walk->part, GAP_GIT_DUPLICATE_ENTRY, path_of(walk, node), ASSAY_NO_OFFSET,
                      "the name stands twice in one folder");
}

static void judge_rest(const struct tree_walk *walk, struct bytes rest, uint32_t node)
{
    if (rest.size > 0)
        inventory_gap(walk->part, GAP_GIT_OBJECT_CORRUPT, path_of(walk, node), ASSAY_NO_OFFSET,
                      "the folder's tree object cannot be read to its end");
}

/* ---- everything: folder by folder, all versions of one after the other ---- */

/*
 * Packs keep the versions of a tree as one chain of differences: reading them in a row makes each
 * from what is at hand, and most of their entries are those of the version before.
 */

struct folders {
    struct folder {
        uint32_t node, depth;
    } * folders; /* to be walked, the next one last */
    size_t count, capacity;
};

static void folders_clear(struct folders *stack)
{
    free(stack->folders);
}

static enum assay_status push_folder(struct folders *stack, uint32_t node, uint32_t depth,
                                     struct assay_error *err)
{
    if (stack->count == stack->capacity) {
        size_t capacity = stack->capacity ? stack->capacity * 2 : 64;
        struct folder *grown = reallocarray(stack->folders, capacity, sizeof *grown);

        if (!grown)
            return fail_no_memory(err);
        stack->folders = grown;
        stack->capacity = capacity;
    }
    stack->folders[stack->count++] = (struct folder){node, depth};
    return ASSAY_OK;
}

/* Turns round what was pushed behind `from`, so that folders are walked in the order of names. */
static void turn_round(struct folders *stack, size_t from)
{
    for (size_t to = stack->count; from + 1 < to; from++) {
        struct folder first = stack->folders[from];

        stack->folders[from] = stack->folders[--to];
        stack->folders[to] = first;
    }
}

/* Moves *rest, of the version before, to where `entry` stands or would; true where it is the same
 * to the last byte, and then moves behind it. */
static bool stood_before(struct bytes *rest, struct bytes raw, const struct tree_entry *entry)
{
    while (rest->size > 0) {
        struct bytes behind = *rest;
        struct tree_entry other;

        if (bytes_starts(*rest, raw)) {
            *rest = bytes_from(*rest, raw.size);
            return true;
        }
        if (!tree_take(&behind, entry->id.size, &other) || compare_entries(&other, entry) >= 0)
            return false;
        *rest = behind;
    }
    return false;
}

static enum assay_status add_entry(const struct tree_walk *walk, struct folders *stack,
                                   const struct folder *folder, const struct tree_entry *entry,
                                   struct bytes before, uint32_t commit, struct assay_error *err)
{
    struct catalogue *catalogue = walk->catalogue;
    uint32_t child;
    bool waiting;

    if (catalogue_place(catalogue, folder->node, entry->name, entry->type, &entry->id) !=
        TABLE_NONE)
        return ASSAY_OK;
    child = catalogue_node(catalogue, folder->node, entry->name);
    waiting = child != TABLE_NONE && catalogue->nodes[child].first_tree != TABLE_NONE;
    TRY(catalogue_add(catalogue, folder->node, entry->name, entry->type, &entry->id, commit, &child,
                      err));
    judge_entry(walk, entry, before, child);
    if (entry->type != ENTRY_TREE || waiting)
        return ASSAY_OK;
    if (folder->depth < LIMIT_TREE_DEPTH)
        return push_folder(stack, child, folder->depth + 1, err);
    if (walk->part)
        inventory_gap(walk->part, GAP_GIT_UNSAFE_PATH, path_of(walk, child), ASSAY_NO_OFFSET,
                      "trees nest deeper than 2048 levels");
    return ASSAY_OK;
}

/* One version of a folder, beside the bytes of the version before; *tree then holds its own. */
static enum assay_status add_version(const struct tree_walk *walk, struct folders *stack,
                                     const struct folder *folder,
                                     const struct tree_version *version, struct object *tree,
                                     struct assay_error *err)
{
    struct object read = {0};
    struct bytes rest, known = tree->bytes, before = {0};
    struct tree_entry entry;
    enum assay_status status = ASSAY_OK;
    bool held;

    TRY(read_tree(walk, &version->tree, folder->node, &read, &held, err));
    if (!held)
        return ASSAY_OK;
    rest = read.bytes;
    while (status == ASSAY_OK && !walk->catalogue->full) {
        struct bytes raw = rest;

        if (!tree_take(&rest, version->tree.size, &entry))
            break;
        raw.size -= rest.size;
        if (!stood_before(&known, raw, &entry))
            status = add_entry(walk, stack, folder, &entry, before, version->commit, err);
        before = entry.name;
    }
    if (status == ASSAY_OK && !walk->catalogue->full)
        judge_rest(walk, rest, folder->node);
    object_release(tree);
    *tree = read;
    return status;
}

/* All versions that wait at the folder's node. */
static enum assay_status add_waiting(const struct tree_walk *walk, struct folders *stack,
                                     const struct folder *folder, struct assay_error *err)
{
    struct catalogue *catalogue = walk->catalogue;
    CLEANUP(object_release) struct object tree = {0};
    uint32_t at = catalogue->nodes[folder->node].first_tree;

    catalogue->nodes[folder->node].first_tree = TABLE_NONE;
    while (at != TABLE_NONE && !catalogue->full) {
        const struct place *place = &catalogue->places[at];
        struct tree_version version = {catalogue->objects[place->object].id, place->commit};

        at = place->next;
        TRY(add_version(walk, stack, folder, &version, &tree, err));
    }
    return ASSAY_OK;
}

enum assay_status tree_add(const struct tree_walk *walk, const struct tree_version *versions,
                           size_t count, uint32_t node, struct assay_error *err)
{
    CLEANUP(folders_clear) struct folders stack = {0};
    CLEANUP(object_release) struct object tree = {0};
    struct folder folder = {node, 0};

    for (size_t i = 0; i < count && !walk->catalogue->full; i++) {
        if (i == 0 || !object_id_equal(&versions[i].tree, &versions[i - 1].tree))
            TRY(add_version(walk, &stack, &folder, &versions[i], &tree, err));
    }
    object_release(&tree);
    turn_round(&stack, 0);
    while (stack.count > 0 && !walk->catalogue->full) {
        size_t above = stack.count - 1;

        folder = stack.folders[above];
        stack.count = above;
        TRY(add_waiting(walk, &stack, &folder, err));
        turn_round(&stack, above);
    }
    return ASSAY_OK;
}

/* ---- what a commit introduced ---- */

/* The same folder in a commit and in each of its parents that has it. */
struct meeting {
    struct object tree;
    struct bytes rest, before;
    uint32_t node;
    struct side {
        struct object tree;
        struct bytes rest;
        struct tree_entry entry; /* the next one not yet passed */
        bool held;
    } * parents;
    size_t parent_count;
};

struct meetings {
    struct meeting *meetings;
    size_t count, capacity;
};

static void meeting_clear(struct meeting *meeting)
{
    object_release(&meeting->tree);
    for (size_t i = 0; i < meeting->parent_count; i++)
        object_release(&meeting->parents[i].tree);
    free(meeting->parents);
}

static void meetings_clear(struct meetings *stack)
{
    while (stack->count > 0)
        meeting_clear(&stack->meetings[--stack->count]);
    free(stack->meetings);
}

/* The parent's entry of the same name and kind, or NULL. */
static const struct tree_entry *meet(struct side *side, const struct tree_entry *entry)
{
    while (side->held && compare_entries(&side->entry, entry) < 0)
        side->held = tree_take(&side->rest, entry->id.size, &side->entry);
    return side->held && compare_entries(&side->entry, entry) == 0 ? &side->entry : NULL;
}

/* Opens the folder `tree` beside those of the parents; what a parent lacks is left out. */
static enum assay_status push_meeting(const struct tree_walk *walk, struct meetings *stack,
                                      const struct object_id *tree, uint32_t node,
                                      const struct object_id *parents, size_t parent_count,
                                      struct assay_error *err)
{
    struct meeting meeting = {.node = node};
    enum assay_status status = ASSAY_OK;
    bool held;

    if (stack->count == LIMIT_TREE_DEPTH)
        return ASSAY_OK;
    if (stack->count == stack->capacity) {
        size_t capacity = stack->capacity ? stack->capacity * 2 : 16;
        struct meeting *grown = reallocarray(stack->meetings, capacity, sizeof *grown);

        if (!grown)
            return fail_no_memory(err);
        stack->meetings = grown;
        stack->capacity = capacity;
    }
    TRY(read_tree(walk, tree, node, &meeting.tree, &held, err));
    if (!held)
        return ASSAY_OK;
    meeting.rest = meeting.tree.bytes;
    meeting.parents = calloc(parent_count + 1, sizeof *meeting.parents);
    if (!meeting.parents) {
        object_release(&meeting.tree);
        return fail_no_memory(err);
    }
    for (size_t i = 0; i < parent_count && status == ASSAY_OK; i++) {
        struct side *side = &meeting.parents[meeting.parent_count];

        status = read_tree(walk, &parents[i], node, &side->tree, &held, err);
        if (status != ASSAY_OK || !held)
            continue;
        meeting.parent_count++;
        side->rest = side->tree.bytes;
        side->held = tree_take(&side->rest, tree->size, &side->entry);
    }
    if (status != ASSAY_OK) {
        meeting_clear(&meeting);
        return status;
    }
    stack->meetings[stack->count++] = meeting;
    return ASSAY_OK;
}

static enum assay_status add_new(const struct tree_walk *walk, struct meetings *stack,
                                 const struct tree_entry *entry, uint32_t commit,
                                 struct assay_error *err)
{
    struct meeting *meeting = &stack->meetings[stack->count - 1];
    CLEANUP(free_cleanup)
    struct object_id *below = calloc(meeting->parent_count + 1, sizeof *below);
    size_t below_count = 0;
    uint32_t node;

    if (!below)
        return fail_no_memory(err);
    for (size_t i = 0; i < meeting->parent_count; i++) {
        const struct tree_entry *theirs = meet(&meeting->parents[i], entry);

        if (theirs && theirs->type == entry->type && object_id_equal(&theirs->id, &entry->id))
            return ASSAY_OK;
        if (theirs && theirs->type == ENTRY_TREE)
            below[below_count++] = theirs->id;
    }
    if (entry->type == ENTRY_TREE) {
        TRY(catalogue_add_node(walk->catalogue, meeting->node, entry->name, &node, err));
        judge_entry(walk, entry, meeting->before, node);
        return push_meeting(walk, stack, &entry->id, node, below, below_count, err);
    }
    if (catalogue_place(walk->catalogue, meeting->node, entry->name, entry->type, &entry->id) !=
        TABLE_NONE)
        return ASSAY_OK;
    TRY(catalogue_add(walk->catalogue, meeting->node, entry->name, entry->type, &entry->id, commit,
                      &node, err));
    judge_entry(walk, entry, meeting->before, node);
    return ASSAY_OK;
}

enum assay_status tree_add_new(const struct tree_walk *walk, const struct object_id *tree,
                               const struct object_id *parents, size_t parent_count,
                               uint32_t commit, struct assay_error *err)
{
    CLEANUP(meetings_clear) struct meetings stack = {0};

    for (size_t i = 0; i < parent_count; i++) {
        if (object_id_equal(&parents[i], tree))
            return ASSAY_OK;
    }
    TRY(push_meeting(walk, &stack, tree, CATALOGUE_ROOT, parents, parent_count, err));
    while (stack.count > 0 && !walk->catalogue->full) {
        struct meeting *meeting = &stack.meetings[stack.count - 1];
        size_t level = stack.count - 1;
        struct tree_entry entry;

        if (!tree_take(&meeting->rest, tree->size, &entry)) {
            judge_rest(walk, meeting->rest, meeting->node);
            meeting_clear(meeting);
            stack.count--;
            continue;
        }
        TRY(add_new(walk, &stack, &entry, commit, err));
        stack.meetings[level].before = entry.name;
    }
    return ASSAY_OK;
}

/* ---- what HEAD holds ---- */

struct level {
    struct object tree;
    struct bytes rest;
    uint32_t node;
};

struct levels {
    struct level *levels;
    size_t count, capacity;
};

static void levels_clear(struct levels *stack)
{
    while (stack->count > 0)
        object_release(&stack->levels[--stack->count].tree);
    free(stack->levels);
}

static enum assay_status push(const struct tree_walk *walk, struct levels *stack,
                              const struct object_id *id, uint32_t node, struct assay_error *err)
{
    struct level level = {.node = node};
    bool held;

    if (stack->count == LIMIT_TREE_DEPTH) {
        if (walk->part)
            inventory_gap(walk->part, GAP_GIT_UNSAFE_PATH, path_of(walk, node), ASSAY_NO_OFFSET,
                          "trees nest deeper than 2048 levels");
        return ASSAY_OK;
    }
    if (stack->count == stack->capacity) {
        size_t capacity = stack->capacity ? stack->capacity * 2 : 16;
        struct level *grown = reallocarray(stack->levels, capacity, sizeof *grown);

        if (!grown)
            return fail_no_memory(err);
        stack->levels = grown;
        stack->capacity = capacity;
    }
    TRY(read_tree(walk, id, node, &level.tree, &held, err));
    if (!held)
        return ASSAY_OK;
    level.rest = level.tree.bytes;
    stack->levels[stack->count++] = level;
    return ASSAY_OK;
}

enum assay_status tree_mark(const struct tree_walk *all, const struct object_id *tree,
                            struct assay_error *err)
{
    /* what cannot be read here was a gap already, or is not asked for */
    const struct tree_walk quiet = {.objects = all->objects, .catalogue = all->catalogue};
    const struct tree_walk *walk = &quiet;
    CLEANUP(levels_clear) struct levels stack = {0};

    TRY(push(walk, &stack, tree, CATALOGUE_ROOT, err));
    while (stack.count > 0) {
        struct level *level = &stack.levels[stack.count - 1];
        struct tree_entry entry;
        uint32_t found;

        if (!tree_take(&level->rest, tree->size, &entry)) {
            object_release(&level->tree);
            stack.count--;
        } else if (entry.type == ENTRY_TREE) {
            found = catalogue_node(walk->catalogue, level->node, entry.name);
            if (found != TABLE_NONE)
                TRY(push(walk, &stack, &entry.id, found, err));
        } else {
            found =
                catalogue_place(walk->catalogue, level->node, entry.name, entry.type, &entry.id);
            if (found != TABLE_NONE)
                walk->catalogue->places[found].present = true;
        }
    }
    return ASSAY_OK;
}
