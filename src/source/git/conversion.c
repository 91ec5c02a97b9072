/* conversion.c - see conversion.h. The attribute files of one folder and those above it are held.
 */

#include "source/git/conversion.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "source/attributes.h"
#include "source/disk_file.h"
#include "source/fail.h"

enum { OUTER = 3 /* info/attributes, the user's file, the machine's */ };

struct conversions {
    const struct repository *repository;
    int root;
    struct attributes_file *info, *user, *machine;
    struct buf folder; /* whose files are held, with its slash; "" is the root */
    struct attributes_file *files[LIMIT_FOLDER_DEPTH + 1]; /* of the root, then each further down */
    size_t sizes[LIMIT_FOLDER_DEPTH + 1];                  /* of their folders, in `folder` */
    bool unread[LIMIT_FOLDER_DEPTH + 1]; /* one stands there, and nobody knows what it says */
    size_t depth;
    enum { CRLF_KEPT, CRLF_GUESSED } crlf; /* where no attribute says */
};

static void drop_to(struct conversions *all, size_t depth)
{
    while (all->depth > depth)
        attributes_free(all->files[--all->depth]);
    all->folder.size = depth > 0 ? all->sizes[depth - 1] : 0;
}

void conversions_freep(struct conversions **pointer)
{
    struct conversions *all = *pointer;

    if (!all)
        return;
    drop_to(all, 0);
    attributes_free(all->info);
    attributes_free(all->user);
    attributes_free(all->machine);
    buf_clear(&all->folder);
    free(all);
    *pointer = NULL;
}

static struct attributes_file *read_outer(const char *path)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_IGNORE_FILE};

    return file_read(AT_FDCWD, path, &text, NULL) == ASSAY_OK
               ? attributes_parse(buf_bytes(&text), true)
               : NULL;
}

/* core.attributesFile, else where git looks for one. */
static struct attributes_file *read_user(const struct repository *repository)
{
    const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char path[PATH_MAX];

    if (!repository_config_path(repository, "core.attributesfile", path)) {
        if (xdg && xdg[0])
            snprintf(path, sizeof path, "%s/git/attributes", xdg);
        else
            snprintf(path, sizeof path, "%s/.config/git/attributes", home ? home : "");
    }
    return read_outer(path);
}

enum assay_status conversions_open(const struct repository *repository, int root,
                                   struct conversions **out, struct assay_error *err)
{
    struct conversions *all = calloc(1, sizeof *all);
    const char *autocrlf = settings_text(repository->settings, "core.autocrlf");

    if (!all)
        return fail_no_memory(err);
    all->repository = repository;
    all->root = root;
    buf_init(&all->folder, SIZE_MAX);
    all->info = repository_attributes(repository);
    all->user = read_user(repository);
    if (!getenv("GIT_ATTR_NOSYSTEM"))
        all->machine = read_outer("/etc/gitattributes");
    if ((autocrlf && strcasecmp(autocrlf, "input") == 0) ||
        settings_true(repository->settings, "core.autocrlf"))
        all->crlf = CRLF_GUESSED;
    *out = all;
    return ASSAY_OK;
}

/* Whether git would read a file there; of a link it would not. */
static bool stands(const struct conversions *all, const char *name)
{
    int fd = beneath_open(all->root, name, O_PATH | O_CLOEXEC | O_NOFOLLOW);
    struct stat status;
    bool is_file = fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode);

    if (fd >= 0)
        close(fd);
    return is_file;
}

static size_t held(const struct conversions *all)
{
    size_t sum = 0;

    for (size_t i = 0; i < all->depth; i++)
        sum += attributes_memory(all->files[i]);
    return sum;
}

/* Reads the file of the folder that all->folder names now. */
static enum assay_status enter(struct conversions *all, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_IGNORE_FILE};
    CLEANUP(buf_clear) struct buf name = {.ceiling = SIZE_MAX};
    struct attributes_file *file = NULL;

    buf_add(&name, all->folder.data, all->folder.size);
    buf_text(&name, ".gitattributes");
    TRY(buf_status(&name, err));
    all->sizes[all->depth] = all->folder.size;
    if (disk_file_small(all->root, buf_string(&name), &text))
        file = attributes_parse(buf_bytes(&text), all->depth == 0);
    if (held(all) + attributes_memory(file) > LIMIT_ATTRIBUTES) {
        attributes_free(file);
        file = NULL;
    }
    all->unread[all->depth] = !file && stands(all, buf_string(&name));
    all->files[all->depth++] = file;
    return ASSAY_OK;
}

static bool is_in(const struct conversions *all, size_t depth, struct bytes path)
{
    return bytes_starts(path, bytes_of(all->folder.data, all->sizes[depth - 1]));
}

/* Holds the files of the folder that `path` lies in. */
static enum assay_status move_to(struct conversions *all, struct bytes path,
                                 struct assay_error *err)
{
    const uint8_t *slash;
    size_t depth = all->depth;

    while (depth > 0 && !is_in(all, depth, path))
        depth--;
    drop_to(all, depth);
    if (depth == 0)
        TRY(enter(all, err));
    while ((slash = memchr(path.data + all->folder.size, '/', path.size - all->folder.size)) &&
           all->depth <= LIMIT_FOLDER_DEPTH) {
        size_t from = all->folder.size;

        buf_add(&all->folder, path.data + from, (size_t)(slash - path.data) + 1 - from);
        TRY(buf_status(&all->folder, err));
        TRY(enter(all, err));
    }
    return ASSAY_OK;
}

struct layers {
    struct attributes_layer layers[LIMIT_FOLDER_DEPTH + 1 + OUTER];
    size_t count;
    struct bytes path;
};

static struct attribute ask(const struct layers *layers, const char *name)
{
    return attributes_ask(layers->layers, layers->count, layers->path, bytes_text(name));
}

static bool has_value(const struct attribute *attribute, const char *value)
{
    return attribute->state == ATTRIBUTE_VALUE && bytes_equal(attribute->value, bytes_text(value));
}

/* A filter that the configuration has no program for does nothing. */
static bool has_program(const struct conversions *all, struct bytes filter)
{
    static const char *const keys[] = {"clean", "process"};
    char name[256];
    const char *program;

    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        snprintf(name, sizeof name, "filter.%.*s.%s", (int)(filter.size < 128 ? filter.size : 128),
                 (const char *)filter.data, keys[i]);
        program = settings_text(all->repository->settings, name);
        if (program && program[0])
            return true;
    }
    return false;
}

static enum conversion line_ends(const struct conversions *all, const struct layers *layers)
{
    struct attribute text = ask(layers, "text"), eol = ask(layers, "eol");

    if (text.state == ATTRIBUTE_UNSPECIFIED)
        text = ask(layers, "crlf"); /* as it was once written */
    if (text.state == ATTRIBUTE_UNSET)
        return CONVERSION_NONE;
    if (has_value(&text, "auto"))
        return CONVERSION_GUESSED;
    if (text.state == ATTRIBUTE_SET || has_value(&text, "input") || has_value(&eol, "lf") ||
        has_value(&eol, "crlf"))
        return CONVERSION_TEXT;
    return all->crlf == CRLF_GUESSED ? CONVERSION_GUESSED : CONVERSION_NONE;
}

enum assay_status conversion_of(struct conversions *all, struct bytes path, enum conversion *out,
                                struct assay_error *err)
{
    struct layers layers = {.path = path};
    struct attribute filter, ident, encoding;

    TRY(move_to(all, path, err));
    for (size_t i = 0; i < all->depth; i++)
        if (all->unread[i]) {
            *out = CONVERSION_UNKNOWN;
            return ASSAY_OK;
        }
    layers.layers[layers.count++] = (struct attributes_layer){all->info, 0};
    for (size_t i = all->depth; i-- > 0;)
        layers.layers[layers.count++] = (struct attributes_layer){all->files[i], all->sizes[i]};
    layers.layers[layers.count++] = (struct attributes_layer){all->user, 0};
    layers.layers[layers.count++] = (struct attributes_layer){all->machine, 0};
    filter = ask(&layers, "filter");
    ident = ask(&layers, "ident");
    encoding = ask(&layers, "working-tree-encoding");
    if (has_value(&filter, "lfs"))
        *out = CONVERSION_LFS;
    else if ((filter.state == ATTRIBUTE_VALUE && has_program(all, filter.value)) ||
             ident.state == ATTRIBUTE_SET || encoding.state == ATTRIBUTE_VALUE)
        *out = CONVERSION_UNKNOWN;
    else
        *out = line_ends(all, &layers);
    return ASSAY_OK;
}
