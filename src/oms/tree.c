/*
 * tree.c - walks a model: folders by descriptor, so that nobody leads the walk astray, links only
 * to what lies inside. Source: ledger-formats.md 4.3.
 */

#include "oms/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/kit.h"
#include "base/limits.h"

/* One folder that is open, to know when a link leads into a folder that contains it. */
struct above {
    const struct above *next;
    dev_t device;
    ino_t inode;
    unsigned depth;
};

struct walk {
    struct oms_tree *tree;
    const struct oms_rules *rules;
    struct assay_error *err;
};

void oms_tree_clear(struct oms_tree *tree)
{
    if (tree->has_root)
        close(tree->root);
    arena_free(tree->arena);
    buf_clear(&tree->memory);
    *tree = (struct oms_tree){0};
}

const char *oms_entry_words(enum oms_entry_type type)
{
    static const char *const words[] = {
        [OMS_FILE] = "a file",
        [OMS_LINK] = "a symbolic link",
        [OMS_LINK_OUT] = "a symbolic link out of the model",
        [OMS_LINK_LOOP] = "a symbolic link to a folder around it",
        [OMS_LINK_BROKEN] = "a symbolic link to nothing",
        [OMS_SPECIAL] = "a pipe, socket or device",
        [OMS_BAD_NAME] = "a name that is not UTF-8",
    };
    _Static_assert(ARRAY_LEN(words) == OMS_ENTRY_TYPES, "words for each");

    return words[type];
}

enum assay_status oms_tree_signable(const struct oms_tree *tree, struct assay_error *err)
{
    static const char *const ids[OMS_ENTRY_TYPES] = {
        [OMS_LINK] = "signature.link",           [OMS_LINK_OUT] = "signature.link-out",
        [OMS_LINK_LOOP] = "signature.link-loop", [OMS_LINK_BROKEN] = "signature.link-out",
        [OMS_SPECIAL] = "signature.special",     [OMS_BAD_NAME] = "signature.name",
    };

    for (size_t i = 0; i < tree->count; i++) {
        const struct oms_entry *entry = &tree->entries[i];
        enum assay_status status;

        if (entry->type == OMS_FILE)
            continue;
        status = oms_fail(err, ASSAY_EUSAGE, ids[entry->type], entry->name, "the model holds %s",
                          oms_entry_words(entry->type));
        assay_error_why(err, "a signature is over all of a model; nothing is skipped silently");
        assay_error_do(err, entry->type == OMS_LINK
                                ? "--allow-symlinks signs what links lead to, inside the model; "
                                  "--ignore PATH leaves it out"
                                : "put a file in its place, or leave it out: --ignore PATH");
        return status;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT fail_read(const struct walk *walk, const char *name, int sys)
{
    enum assay_status status =
        assay_fail_errno(walk->err, ASSAY_EIO, sys, "cannot read %s", *name ? name : "the model");

    assay_error_id(walk->err, "file.unreadable");
    assay_error_path(walk->err, name);
    return status;
}

static ASSAY_RESULT add(const struct walk *walk, const char *name, const char *path,
                        enum oms_entry_type type, const struct stat *status)
{
    struct oms_tree *tree = walk->tree;
    struct oms_entry entry = {.name = name, .path = path, .type = type};

    if (!oms_name_is_fine(bytes_text(name)))
        entry.type = OMS_BAD_NAME;
    if (status)
        entry.identity = file_identity_of(status);
    if (tree->count >= LIMIT_MODEL_FILES)
        return oms_fail(walk->err, ASSAY_ELIMIT, "signature.too-large", tree->where,
                        "the model has more than %u files", (unsigned)LIMIT_MODEL_FILES);
    buf_add(&tree->memory, &entry, sizeof entry);
    TRY(buf_status(&tree->memory, walk->err));
    tree->count++;
    return ASSAY_OK;
}

static ASSAY_RESULT walk_folder(const struct walk *walk, int fd, const char *name, const char *path,
                                const struct above *above);

static bool is_above(const struct above *above, const struct stat *folder)
{
    for (; above; above = above->next)
        if (above->device == folder->st_dev && above->inode == folder->st_ino)
            return true;
    return false;
}

/* What a link leads to, as a path below the root: "" for the root itself, NULL for what is outside.
 * It is opened again by that path without following any link. */
static const char *target_of(const struct walk *walk, const char *path)
{
    struct oms_tree *tree = walk->tree;
    const char *whole = arena_printf(tree->arena, "%s/%s", tree->where, path);
    CLEANUP(free_cleanup) char *real = whole ? realpath(whole, NULL) : NULL;
    size_t size = strcmp(tree->where, "/") == 0 ? 0 : strlen(tree->where);

    if (!real || strncmp(real, tree->where, size) != 0 || (real[size] != '/' && real[size] != 0))
        return NULL;
    return arena_text(tree->arena, real[size] ? real + size + 1 : "");
}

static int open_below(const struct walk *walk, const char *path, int flags)
{
    return openat(walk->tree->root, *path ? path : ".",
                  flags | O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

static bool is_absolute(int folder, const char *leaf)
{
    char first[1];

    return readlinkat(folder, leaf, first, sizeof first) == 1 && first[0] == '/';
}

/* NOLINTBEGIN(misc-no-recursion): LIMIT_FOLDER_DEPTH bounds it */
static ASSAY_RESULT follow(const struct walk *walk, int folder, const char *leaf, const char *name,
                           const char *path, const struct above *above)
{
    const char *target;
    struct stat status;

    if (!walk->rules->allow_symlinks)
        return add(walk, name, path, OMS_LINK, NULL);
    if (fstatat(folder, leaf, &status, 0) != 0)
        return add(walk, name, path, errno == ELOOP ? OMS_LINK_LOOP : OMS_LINK_BROKEN, NULL);
    target = target_of(walk, path);
    if (!target || is_absolute(folder, leaf)) /* an absolute one would break where it is moved */
        return add(walk, name, path, OMS_LINK_OUT, NULL);
    if (S_ISDIR(status.st_mode)) {
        int fd;

        if (is_above(above, &status))
            return add(walk, name, path, OMS_LINK_LOOP, NULL);
        fd = open_below(walk, target, O_DIRECTORY);
        if (fd < 0)
            return fail_read(walk, name, errno);
        return walk_folder(walk, fd, name, target, above);
    }
    return add(walk, name, target, S_ISREG(status.st_mode) ? OMS_FILE : OMS_SPECIAL, &status);
}

static ASSAY_RESULT meet(const struct walk *walk, int folder, const char *leaf, const char *under,
                         const char *below, const struct above *above)
{
    struct arena *arena = walk->tree->arena;
    const char *name = arena_printf(arena, "%s%s%s", under, *under ? "/" : "", leaf);
    const char *path = strcmp(under, below) == 0
                           ? name
                           : arena_printf(arena, "%s%s%s", below, *below ? "/" : "", leaf);
    struct stat status;
    int fd;

    if (!name || !path)
        return oms_fail_memory(walk->err);
    if (oms_is_ignored(walk->rules, name))
        return ASSAY_OK;
    if (fstatat(folder, leaf, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return fail_read(walk, name, errno);
    if (S_ISLNK(status.st_mode))
        return follow(walk, folder, leaf, name, path, above);
    if (!S_ISDIR(status.st_mode))
        return add(walk, name, path, S_ISREG(status.st_mode) ? OMS_FILE : OMS_SPECIAL, &status);
    fd = openat(folder, leaf, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return fail_read(walk, name, errno);
    return walk_folder(walk, fd, name, path, above);
}

static void closedir_cleanup(DIR **folder)
{
    if (*folder)
        closedir(*folder);
}

/* Takes over `fd`. Its folders are at most LIMIT_FOLDER_DEPTH deep. */
static enum assay_status walk_folder(const struct walk *walk, int fd, const char *name,
                                     const char *path, const struct above *above)
{
    CLEANUP(closedir_cleanup) DIR *folder = fdopendir(fd);
    struct above here = {.next = above, .depth = above ? above->depth + 1 : 0};
    struct stat status;
    const struct dirent *entry;

    if (!folder) {
        close(fd);
        return fail_read(walk, name, errno);
    }
    if (here.depth >= LIMIT_FOLDER_DEPTH)
        return oms_fail(walk->err, ASSAY_ELIMIT, "signature.too-large", name,
                        "folders are more than %d deep", LIMIT_FOLDER_DEPTH);
    if (fstat(fd, &status) != 0)
        return fail_read(walk, name, errno);
    here.device = status.st_dev;
    here.inode = status.st_ino;
    for (errno = 0; (entry = readdir(folder)) != NULL; errno = 0) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        TRY(meet(walk, fd, entry->d_name, name, path, &here));
    }
    if (errno)
        return fail_read(walk, name, errno);
    return ASSAY_OK;
}

/* NOLINTEND(misc-no-recursion) */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct oms_entry *)a)->name, ((const struct oms_entry *)b)->name);
}

/* "models/llama/" is "llama"; "." is what the folder is called. */
static const char *base_name(const struct oms_tree *tree, const char *model)
{
    struct bytes path = bytes_text(model);
    const char *slash = strrchr(tree->where, '/');
    size_t start;

    while (path.size > 1 && path.data[path.size - 1] == '/')
        path.size--;
    for (start = path.size; start > 0 && path.data[start - 1] != '/'; start--)
        ;
    path = bytes_from(path, start);
    if (path.size == 0 || bytes_equal(path, BYTES(".")) || bytes_equal(path, BYTES("..")))
        path = bytes_text(slash && slash[1] ? slash + 1 : "model");
    return arena_copy(tree->arena, path);
}

enum assay_status oms_tree_open(struct oms_tree *tree, const char *model, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *real = realpath(model, NULL);
    struct stat status;
    char *slash;

    buf_init(&tree->memory, (size_t)LIMIT_MODEL_FILES * sizeof(struct oms_entry));
    tree->arena = arena_new();
    if (!tree->arena)
        return oms_fail_memory(err);
    if (!real || stat(real, &status) != 0) {
        enum assay_status failed =
            assay_fail_errno(err, errno == ENOENT ? ASSAY_EMISSING : ASSAY_EIO, errno,
                             "cannot read the model %s", model);

        assay_error_id(err, "target.missing");
        assay_error_path(err, model);
        assay_error_do(err, "name a folder or a file that is there");
        return failed;
    }
    tree->single = !S_ISDIR(status.st_mode);
    tree->where = arena_text(tree->arena, real);
    tree->name = tree->where ? base_name(tree, model) : NULL;
    if (!tree->name)
        return oms_fail_memory(err);
    slash = strrchr(real, '/');
    if (tree->single)
        slash[slash == real] = 0;
    tree->root = open(real, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (tree->root < 0)
        return assay_fail_errno(err, ASSAY_EIO, errno, "cannot read the model %s", model);
    tree->has_root = true;
    return ASSAY_OK;
}

static ASSAY_RESULT add_single(const struct walk *walk)
{
    const struct oms_tree *tree = walk->tree;
    const char *path = strrchr(tree->where, '/') + 1;
    struct stat status;

    if (fstatat(tree->root, path, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return fail_read(walk, path, errno);
    return add(walk, tree->name, path, S_ISREG(status.st_mode) ? OMS_FILE : OMS_SPECIAL, &status);
}

enum assay_status oms_tree_walk(struct oms_tree *tree, const struct oms_rules *rules,
                                struct assay_error *err)
{
    struct walk walk = {tree, rules, err};

    if (tree->single) {
        TRY(add_single(&walk));
    } else {
        int fd = open_below(&walk, "", O_DIRECTORY);

        if (fd < 0)
            return fail_read(&walk, "", errno);
        TRY(walk_folder(&walk, fd, "", "", NULL));
    }
    tree->entries = (void *)tree->memory.data;
    if (tree->count)
        qsort(tree->entries, tree->count, sizeof *tree->entries, by_name);
    return ASSAY_OK;
}

const char *oms_tree_below(const struct oms_tree *tree, const char *file)
{
    CLEANUP(free_cleanup) char *copy = strdup(file);
    char *slash = copy ? strrchr(copy, '/') : NULL;
    const char *leaf = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
    CLEANUP(free_cleanup) char *folder = NULL;
    size_t size = strcmp(tree->where, "/") == 0 ? 0 : strlen(tree->where);

    if (tree->single || !copy || !*leaf)
        return NULL;
    if (slash)
        slash[slash == copy] = 0;
    folder = realpath(slash ? copy : ".", NULL);
    if (!folder || strncmp(folder, tree->where, size) != 0 ||
        (folder[size] != 0 && folder[size] != '/'))
        return NULL;
    return arena_printf(tree->arena, "%s%s%s", folder[size] ? folder + size + 1 : "",
                        folder[size] ? "/" : "", leaf);
}
