/* as_kept.c - see as_kept.h. */

#include "source/git/as_kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/buf.h"
#include "base/kit.h"
#include "source/disk_file.h"
#include "source/fail.h"
#include "source/git/blob_hash.h"
#include "source/git/conversion.h"
#include "source/git/objects.h"
#include "source/git/revision.h"
#include "source/git/stands_for.h"

enum { BLOCK = 64 * 1024 };

struct as_kept {
    const struct repository *repository;
    struct objects *objects;
    const struct source_budget *budget;
    struct conversions *conversions;
    int root;
    bool modes, links; /* the disk has executable files, and symbolic links, for git */
    struct blob_hash hash;
    struct digest *sha256;
    uint8_t block[BLOCK];
};

void as_kept_freep(struct as_kept **pointer)
{
    struct as_kept *kept = *pointer;

    if (!kept)
        return;
    conversions_freep(&kept->conversions);
    close_cleanup(&kept->root);
    blob_hash_clear(&kept->hash);
    digest_free(kept->sha256);
    free(kept);
    *pointer = NULL;
}

static bool is_on(const struct repository *repository, const char *name)
{
    return !settings_find(repository->settings, name) || settings_true(repository->settings, name);
}

enum assay_status as_kept_open(const struct repository *repository, struct objects *objects,
                               const struct source_budget *budget, struct as_kept **out,
                               struct assay_error *err)
{
    CLEANUP(as_kept_freep) struct as_kept *kept = calloc(1, sizeof *kept);

    if (!kept)
        return fail_no_memory(err);
    kept->repository = repository;
    kept->objects = objects;
    kept->budget = budget;
    kept->modes = is_on(repository, "core.filemode");
    kept->links = is_on(repository, "core.symlinks");
    kept->root = open(repository->work_dir, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (kept->root < 0)
        return assay_fail_errno(err, ASSAY_EIO, errno, "cannot open the work tree");
    TRY(conversions_open(repository, kept->root, &kept->conversions, err));
    *out = TAKE(kept);
    return ASSAY_OK;
}

/* ---- what stands there ---- */

/* By a path that no link on the way leads elsewhere; *sys is errno where nothing is found. */
static bool look(const struct as_kept *kept, struct bytes path, struct stat *status, int *sys)
{
    int fd = beneath_open(kept->root, (const char *)path.data, O_PATH | O_CLOEXEC | O_NOFOLLOW);
    bool found = fd >= 0 && fstat(fd, status) == 0;

    *sys = errno;
    if (fd >= 0)
        close(fd);
    return found;
}

bool as_kept_is_there(const struct as_kept *kept, struct bytes path)
{
    struct stat status;
    int sys;

    return look(kept, path, &status, &sys);
}

bool as_kept_is_gone(const struct as_kept *kept, struct bytes path, enum entry_type type)
{
    struct stat status;
    int sys;

    if (look(kept, path, &status, &sys))
        return type != ENTRY_GITLINK && S_ISDIR(status.st_mode);
    return sys == ENOENT || sys == ENOTDIR || sys == ELOOP; /* a link took a folder's place */
}

/* ---- bytes ---- */

/* Hands a file's bytes on; false where it cannot be read to its end. */
static bool read_all(struct as_kept *kept, struct bytes path,
                     void (*each)(void *state, struct bytes bytes), void *state)
{
    struct stream stream = {0};
    enum assay_status status;
    size_t got = 0;

    if (disk_file_open(kept->root, (const char *)path.data, &stream, NULL) != ASSAY_OK)
        return false;
    do {
        status = source_budget_time(kept->budget, NULL);
        if (status == ASSAY_OK)
            status = stream_read(&stream, kept->block, sizeof kept->block, &got, NULL);
        if (status == ASSAY_OK)
            each(state, bytes_of(kept->block, got));
    } while (status == ASSAY_OK && got > 0);
    stream_close(&stream);
    return status == ASSAY_OK;
}

struct raw {
    struct blob_hash *hash;
    struct text_facts text;
};

static void add_raw(void *state, struct bytes bytes)
{
    struct raw *raw = state;

    if (raw->hash)
        digest_add(raw->hash->digest, bytes);
    text_facts_add(&raw->text, bytes);
}

struct converted {
    struct blob_hash *hash;
    bool held;
};

static void add_converted(void *state, struct bytes bytes)
{
    struct converted *converted = state;

    blob_hash_add_text(converted->hash, bytes, &converted->held);
}

static void add_sha256(void *state, struct bytes bytes)
{
    digest_add(state, bytes);
}

static enum kept_verdict verdict_of(const struct object_id *id, const struct file_version *version)
{
    return object_id_equal(id, &version->id) ? KEPT_SAME : KEPT_DIFFERS;
}

/* As it stands on disk, and then with the line ends that git would keep. */
static enum assay_status compare_bytes(struct as_kept *kept, const struct kept_question *question,
                                       uint64_t size, enum conversion conversion,
                                       enum kept_verdict *out, struct assay_error *err)
{
    struct converted converted = {.hash = &kept->hash};
    struct raw raw = {.hash = question->bytes_differ ? NULL : &kept->hash};
    struct object_id id;

    *out = KEPT_DIFFERS;
    if (!blob_hash_start(&kept->hash, kept->repository->id_size, size))
        return fail_no_memory(err);
    if (!read_all(kept, question->path, add_raw, &raw)) {
        *out = KEPT_UNDECIDED;
        return ASSAY_OK;
    }
    text_facts_end(&raw.text);
    if (raw.hash) {
        blob_hash_end(&kept->hash, &id);
        *out = verdict_of(&id, question->version);
    }
    if (*out == KEPT_SAME || raw.text.crlf == 0 ||
        (conversion != CONVERSION_TEXT && conversion != CONVERSION_GUESSED) ||
        (conversion == CONVERSION_GUESSED && text_facts_are_binary(&raw.text)))
        return ASSAY_OK;
    if (!blob_hash_start(&kept->hash, kept->repository->id_size, raw.text.size - raw.text.crlf))
        return fail_no_memory(err);
    if (!read_all(kept, question->path, add_converted, &converted)) {
        *out = KEPT_UNDECIDED;
        return ASSAY_OK;
    }
    if (converted.held)
        digest_add(kept->hash.digest, BYTES("\r"));
    blob_hash_end(&kept->hash, &id);
    *out = verdict_of(&id, question->version);
    return ASSAY_OK;
}

static enum assay_status digest_of(struct as_kept *kept, const struct kept_question *question,
                                   uint8_t sha256[DIGEST_SIZE_MAX], bool *known,
                                   struct assay_error *err)
{
    *known = true;
    if (question->content) {
        memcpy(sha256, question->content->sha256, SHA256_SIZE);
        return ASSAY_OK;
    }
    if (!kept->sha256)
        kept->sha256 = digest_new(DIGEST_SHA256);
    if (!kept->sha256)
        return fail_no_memory(err);
    digest_start(kept->sha256);
    *known = read_all(kept, question->path, add_sha256, kept->sha256);
    digest_end(kept->sha256, sha256);
    return ASSAY_OK;
}

/* The content that a pointer of git-lfs stands for. */
static enum assay_status compare_lfs(struct as_kept *kept, const struct kept_question *question,
                                     enum kept_verdict *out, struct assay_error *err)
{
    CLEANUP(object_release) struct object blob = {0};
    uint8_t sha256[DIGEST_SIZE_MAX];
    enum stands_for stands = STANDS_FOR_OTHER;
    bool known;

    *out = KEPT_UNDECIDED;
    if (object_read(kept->objects, &question->version->id, &blob, NULL) != ASSAY_OK)
        return ASSAY_OK;
    TRY(digest_of(kept, question, sha256, &known, err));
    if (!known)
        return ASSAY_OK;
    *out = KEPT_DIFFERS;
    if (stands_elsewhere(blob.bytes))
        TRY(stands_for(blob.bytes, sha256, &stands, err));
    if (stands == STANDS_FOR_IT)
        *out = KEPT_SAME;
    return ASSAY_OK;
}

static enum assay_status ask_file(struct as_kept *kept, const struct kept_question *question,
                                  const struct stat *status, enum kept_verdict *out,
                                  struct assay_error *err)
{
    enum conversion conversion;

    if (question->bytes_are) {
        *out = KEPT_SAME;
        return ASSAY_OK;
    }
    TRY(conversion_of(kept->conversions, question->path, &conversion, err));
    *out = KEPT_DIFFERS;
    if (conversion == CONVERSION_LFS)
        TRY(compare_lfs(kept, question, out, err));
    if (*out == KEPT_DIFFERS && (!question->bytes_differ || conversion == CONVERSION_TEXT ||
                                 conversion == CONVERSION_GUESSED))
        TRY(compare_bytes(kept, question, (uint64_t)status->st_size, conversion, out, err));
    if (*out == KEPT_DIFFERS && conversion == CONVERSION_UNKNOWN)
        *out = KEPT_UNDECIDED;
    return ASSAY_OK;
}

static enum assay_status ask_link(struct as_kept *kept, const struct kept_question *question,
                                  enum kept_verdict *out, struct assay_error *err)
{
    int fd = beneath_open(kept->root, (const char *)question->path.data,
                          O_PATH | O_CLOEXEC | O_NOFOLLOW);
    ssize_t size = fd < 0 ? -1 : readlinkat(fd, "", (char *)kept->block, sizeof kept->block);
    struct object_id id;

    if (fd >= 0)
        close(fd);
    if (size < 0) {
        *out = KEPT_UNDECIDED;
        return ASSAY_OK;
    }
    if (!blob_hash_start(&kept->hash, kept->repository->id_size, (uint64_t)size))
        return fail_no_memory(err);
    digest_add(kept->hash.digest, bytes_of(kept->block, (size_t)size));
    blob_hash_end(&kept->hash, &id);
    *out = verdict_of(&id, question->version);
    return ASSAY_OK;
}

/* By the commit that the submodule has checked out; one that is not here is as it was recorded. */
static enum assay_status ask_gitlink(struct as_kept *kept, const struct kept_question *question,
                                     enum kept_verdict *out, struct assay_error *err)
{
    CLEANUP(repository_freep) struct repository *inner = NULL;
    CLEANUP(buf_clear) struct buf path = {.ceiling = SIZE_MAX};
    struct object_id head;
    bool born = false;

    *out = KEPT_SAME;
    buf_printf(&path, "%s/%s", kept->repository->work_dir, (const char *)question->path.data);
    TRY(buf_status(&path, err));
    buf_text(&path, "/.git");
    TRY(buf_status(&path, err));
    if (faccessat(AT_FDCWD, buf_string(&path), F_OK, AT_SYMLINK_NOFOLLOW) != 0)
        return ASSAY_OK;
    path.size -= strlen("/.git");
    if (repository_open(buf_string(&path), NULL, &inner, NULL) != ASSAY_OK || !inner ||
        revision_head(inner, &head, &born, NULL) != ASSAY_OK)
        *out = KEPT_UNDECIDED;
    else
        *out = born && object_id_equal(&head, &question->version->id) ? KEPT_SAME : KEPT_DIFFERS;
    return ASSAY_OK;
}

enum assay_status as_kept_ask(struct as_kept *kept, const struct kept_question *question,
                              enum kept_verdict *out, struct assay_error *err)
{
    const struct file_version *version = question->version;
    struct stat status;
    int sys;

    if (!look(kept, question->path, &status, &sys)) {
        *out = KEPT_DIFFERS;
        return ASSAY_OK;
    }
    if (S_ISDIR(status.st_mode) && version->type == ENTRY_GITLINK)
        return ask_gitlink(kept, question, out, err);
    if (S_ISLNK(status.st_mode) && version->type == ENTRY_SYMLINK)
        return ask_link(kept, question, out, err);
    if (S_ISREG(status.st_mode) && version->type == ENTRY_SYMLINK && !kept->links)
        return compare_bytes(kept, question, (uint64_t)status.st_size, CONVERSION_NONE, out, err);
    if (!S_ISREG(status.st_mode) || version->type != ENTRY_FILE ||
        (kept->modes && ((status.st_mode & S_IXUSR) != 0) != version->executable)) {
        *out = KEPT_DIFFERS;
        return ASSAY_OK;
    }
    return ask_file(kept, question, &status, out, err);
}
