/* ref_lookup.c - one ref: loose, packed, symbolic; and its log. */

#include "source/git/ref_lookup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/text.h"
#include "inventory/gaps.h"
#include "source/fail.h"

enum {
    LOOSE_CEILING = 1 << 20, /* FETCH_HEAD tells of many refs */
    PACKED_CEILING = 1 << 30,
    REFLOG_CEILING = 256 << 20,
    SYMBOLIC_DEPTH = 5, /* as git */
};

/* False for what could lead out of the folder of refs. Source: git-check-ref-format(1). */
static bool is_name(const char *name)
{
    if (name[0] == 0 || strlen(name) >= REF_NAME_MAX || strstr(name, "..") || strstr(name, "//") ||
        strstr(name, "/.") || strstr(name, "@{") || name[0] == '/' || name[0] == '.')
        return false;
    for (const char *at = name; *at; at++)
        if ((unsigned char)*at <= ' ' || strchr("~^:?*[\\\x7f", *at))
            return false;
    return !bytes_ends(bytes_text(name), BYTES(".lock")) && name[strlen(name) - 1] != '/';
}

const char *ref_folder(const struct repository *repository, const char *name)
{
    static const char *const own[] = {"refs/bisect/", "refs/worktree/", "refs/rewritten/"};

    if (strncmp(name, "refs/", 5) != 0)
        return repository->git_dir;
    for (size_t i = 0; i < ARRAY_LEN(own); i++)
        if (strncmp(name, own[i], strlen(own[i])) == 0)
            return repository->git_dir;
    return repository->common_dir;
}

static enum assay_status fail_broken(const char *name, struct assay_error *err)
{
    enum assay_status status =
        fail_id(err, ASSAY_EFORMAT, GAP_GIT_REF_BROKEN, "the ref %s holds no id", name);

    assay_error_do(err, "git update-ref -d %s, or write it anew", name);
    return status;
}

static enum assay_status look_packed(const struct repository *repository, const char *name,
                                     struct object_id *id, bool *found, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = PACKED_CEILING};
    char path[PATH_MAX];
    struct assay_error failure = {0};
    enum assay_status status;

    snprintf(path, sizeof path, "%s/packed-refs", repository->common_dir);
    status = file_read(AT_FDCWD, path, &text, &failure);
    if (status == ASSAY_EMISSING)
        return ASSAY_OK;
    if (status != ASSAY_OK) {
        if (err)
            *err = failure;
        return status;
    }
    for (struct bytes rest = buf_bytes(&text); rest.size > 0 && !*found;) {
        const uint8_t *end = memchr(rest.data, '\n', rest.size);
        struct bytes line = bytes_of(rest.data, end ? (size_t)(end - rest.data) : rest.size);
        struct bytes of = line;

        rest = bytes_from(rest, line.size + 1);
        *found = object_id_take(&of, id) && of.size > 0 && of.data[0] == ' ' &&
                 bytes_equal(bytes_from(of, 1), bytes_text(name));
    }
    return ASSAY_OK;
}

/* Whether a loose ref's file is not there; one that is there and cannot be read must not give way
 * to an older value among the packed ones. */
static bool is_absent(const struct assay_error *failure)
{
    return failure->status == ASSAY_EMISSING || failure->sys == EISDIR || failure->sys == ENOTDIR ||
           failure->sys == ENAMETOOLONG;
}

bool ref_symbolic(struct bytes content, char name[REF_NAME_MAX])
{
    size_t size;

    name[0] = 0;
    content = bytes_from(content, 4);
    while (content.size > 0 && (content.data[0] == ' ' || content.data[0] == '\t'))
        content = bytes_from(content, 1);
    for (size = 0; size < content.size && content.data[size] > ' '; size++)
        ;
    if (size < REF_NAME_MAX)
        snprintf(name, REF_NAME_MAX, "%.*s", (int)size, (const char *)content.data);
    return is_name(name);
}

/* What the file of a loose ref says: an id, or in `next` the ref that it stands for. */
static bool read_loose(const struct repository *repository, const char *name, struct object_id *id,
                       char next[REF_NAME_MAX], bool *broken)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LOOSE_CEILING};
    char path[PATH_MAX];
    struct assay_error failure = {0};
    struct bytes content;

    next[0] = 0;
    *broken = false;
    snprintf(path, sizeof path, "%s/%s", ref_folder(repository, name), name);
    if (file_read(AT_FDCWD, path, &text, &failure) != ASSAY_OK) {
        *broken = !is_absent(&failure);
        return *broken;
    }
    content = buf_bytes(&text);
    if (!bytes_starts(content, BYTES("ref:"))) {
        *broken = !object_id_take(&content, id) || id->size != repository->id_size;
        return true;
    }
    *broken = !ref_symbolic(content, next);
    return true;
}

enum assay_status ref_follow(const struct repository *repository, char at[REF_NAME_MAX],
                             struct object_id *id, bool *loose, struct assay_error *err)
{
    char next[REF_NAME_MAX];
    bool broken;

    for (int depth = 0; depth < SYMBOLIC_DEPTH; depth++) {
        *loose = read_loose(repository, at, id, next, &broken);
        if (*loose && broken)
            break;
        if (!*loose || !next[0])
            return ASSAY_OK;
        text_copy(at, REF_NAME_MAX, next);
    }
    return fail_broken(at, err);
}

enum assay_status ref_lookup(const struct repository *repository, const char *name,
                             struct object_id *id, bool *found, char resolved[REF_NAME_MAX],
                             struct assay_error *err)
{
    char at[REF_NAME_MAX];
    enum assay_status status;

    *found = false;
    if (!is_name(name))
        return ASSAY_OK;
    text_copy(at, sizeof at, name);
    status = ref_follow(repository, at, id, found, err);
    if (resolved)
        text_copy(resolved, REF_NAME_MAX, at);
    if (status != ASSAY_OK || *found)
        return status;
    return look_packed(repository, at, id, found, err);
}

enum assay_status ref_expand(const struct repository *repository, const char *name,
                             struct object_id *id, bool *found, char full[REF_NAME_MAX],
                             struct assay_error *err)
{
    static const struct {
        const char *before, *behind;
    } places[] = {
        {"", ""},
        {"refs/", ""},
        {"refs/tags/", ""},
        {"refs/heads/", ""},
        {"refs/remotes/", ""},
        {"refs/remotes/", "/HEAD"},
    };

    *found = false;
    for (size_t i = 0; i < ARRAY_LEN(places) && !*found; i++) {
        struct assay_error failure = {0};
        enum assay_status status;

        if (snprintf(full, REF_NAME_MAX, "%s%s%s", places[i].before, name, places[i].behind) >=
            REF_NAME_MAX)
            continue;
        status = ref_lookup(repository, full, id, found, NULL, &failure);
        if (status == ASSAY_EFORMAT && i == 0 && strncmp(name, "refs/", 5) != 0 &&
            strcmp(name, "HEAD") != 0)
            continue; /* any file of the git folder may have that name */
        if (status != ASSAY_OK) {
            if (err)
                *err = failure;
            return status;
        }
    }
    return ASSAY_OK;
}

/* ---- logs ---- */

/* "<old> <new> <who> <time> <zone>\t<what>" a line, the newest last. */
struct log_line {
    struct object_id before, after;
    struct bytes what;
};

static bool read_log(const struct repository *repository, const char *name, struct buf *text)
{
    char path[PATH_MAX];

    buf_init(text, REFLOG_CEILING);
    snprintf(path, sizeof path, "%s/logs/%s", ref_folder(repository, name), name);
    return file_read(AT_FDCWD, path, text, NULL) == ASSAY_OK;
}

/* The last line of *log, which is cut off from it; false at the start, or where it is none. */
static bool last_line(struct bytes *log, struct log_line *line)
{
    const uint8_t *start, *tab;
    struct bytes text;

    while (log->size > 0 && log->data[log->size - 1] == '\n')
        log->size--;
    if (log->size == 0)
        return false;
    start = memrchr(log->data, '\n', log->size);
    text = bytes_from(*log, start ? (size_t)(start - log->data) + 1 : 0);
    log->size -= text.size;
    tab = memchr(text.data, '\t', text.size);
    line->what = tab ? bytes_from(text, (size_t)(tab - text.data) + 1) : bytes_of(text.data, 0);
    if (!object_id_take(&text, &line->before))
        return false;
    text = bytes_from(text, 1);
    return object_id_take(&text, &line->after);
}

static bool is_zero(const struct object_id *id)
{
    uint8_t all = 0;

    for (size_t i = 0; i < id->size; i++)
        all |= id->bytes[i];
    return all == 0;
}

enum assay_status reflog_value(const struct repository *repository, const char *name, uint64_t back,
                               struct object_id *id, bool *found, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {0};
    struct log_line line;
    struct bytes log;
    uint64_t at = 0;
    bool was = false;

    (void)err;
    *found = false;
    if (!is_name(name) || !read_log(repository, name, &text))
        return ASSAY_OK;
    log = buf_bytes(&text);
    for (; (was = last_line(&log, &line)) && at < back; at++)
        *id = line.before;
    if (was)
        *id = line.after;
    else if (at < back || at == 0)
        return ASSAY_OK;
    *found = !is_zero(id); /* before the first entry, nothing was */
    return ASSAY_OK;
}

enum assay_status reflog_checkout(const struct repository *repository, uint64_t back,
                                  char name[REF_NAME_MAX], bool *found, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {0};
    struct log_line line;
    struct bytes log;

    (void)err;
    *found = false;
    if (back == 0 || !read_log(repository, "HEAD", &text))
        return ASSAY_OK;
    for (log = buf_bytes(&text); last_line(&log, &line);) {
        const struct bytes mark = BYTES("checkout: moving from ");
        struct bytes from = bytes_from(line.what, mark.size);
        const uint8_t *end;

        if (!bytes_starts(line.what, mark) || --back > 0)
            continue;
        end = from.size ? memmem(from.data, from.size, " to ", 4) : NULL;
        if (!end || end - from.data >= REF_NAME_MAX)
            return ASSAY_OK;
        snprintf(name, REF_NAME_MAX, "%.*s", (int)(end - from.data), (const char *)from.data);
        *found = true;
        return ASSAY_OK;
    }
    return ASSAY_OK;
}
