/* lone_file.c - one file given as the target, a bundle most often: a source of a single entry. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/class.h"
#include "source/disk_file.h"
#include "source/fail.h"

struct lone_file {
    struct source base;
    int fd;
    char *name; /* the last part of the target's path */
    char *path; /* the target's, real */
    uint64_t size;
    bool yielded;
};

static enum assay_status lone_next(struct source *source, struct inventory_part *part,
                                   struct entry *entry, bool *found, struct assay_error *err)
{
    struct lone_file *file = (struct lone_file *)source;

    *found = !file->yielded;
    if (file->yielded)
        return ASSAY_OK;
    file->yielded = true;
    *entry = (struct entry){.type = ASSAY_ITEM_FILE, .size = file->size};
    if (!entry_place_one(entry, part, inventory_path(part, NULL, bytes_text(file->name)), NULL))
        return fail_no_memory(err);
    return ASSAY_OK;
}

static enum assay_status lone_read(struct source *source, struct source_session *session,
                                   const struct entry *entry, struct stream *stream,
                                   struct assay_error *err)
{
    const struct lone_file *file = (struct lone_file *)source;
    int fd = fcntl(file->fd, F_DUPFD_CLOEXEC, 0); /* streams read at offsets of their own */

    (void)session, (void)entry;
    if (fd < 0) {
        return fail_id_errno(err, ASSAY_EIO, GAP_FILE_UNREADABLE, errno, "cannot read the file");
    }
    return disk_file_stream(fd, stream, err);
}

static void lone_identify(const struct source *source, struct source_session *session,
                          struct entry *entry)
{
    struct stat status;

    (void)session;
    entry->identified =
        fstat(((const struct lone_file *)source)->fd, &status) == 0 && S_ISREG(status.st_mode);
    if (entry->identified)
        entry->identity = file_identity_of(&status);
}

static bool lone_scope(const struct source *source, struct buf *out)
{
    const struct lone_file *file = (const struct lone_file *)source;

    buf_text(out, "files in ");
    buf_add(out, file->path, (size_t)(strrchr(file->path, '/') - file->path));
    return true;
}

static void lone_close(struct source *source)
{
    struct lone_file *file = (struct lone_file *)source;

    close_cleanup(&file->fd);
    free(file->name);
    free(file->path);
    free(file);
}

static const struct source_class lone_class = {
    .next = lone_next,
    .read = lone_read,
    .identify = lone_identify,
    .scope = lone_scope,
    .close = lone_close,
};

static enum assay_status fail_view(const struct assay_target *target, struct assay_error *err)
{
    enum assay_status status = fail_id(err, ASSAY_EUSAGE, "git.not-a-repository",
                                       "--%s asks for a view of git, but %s is a file",
                                       assay_view_name(target->view), target->path);

    assay_error_path(err, target->path);
    assay_error_why(err, "only a git repository has an index, commits and a history");
    assay_error_do(err, "leave the flag out, or name the repository");
    return status;
}

static enum assay_status open_target(const struct assay_target *target,
                                     struct source_budget *budget, struct inventory_part *part,
                                     struct assay_target_facts *facts, struct source **out,
                                     struct assay_error *err)
{
    struct lone_file *file;
    struct stat status;
    const char *slash = strrchr(target->path, '/');

    (void)budget, (void)part;
    if (stat(target->path, &status) != 0 || !S_ISREG(status.st_mode))
        return ASSAY_OK;
    if (target->view != ASSAY_VIEW_DEFAULT)
        return fail_view(target, err);
    file = calloc(1, sizeof *file);
    if (!file)
        return fail_no_memory(err);
    file->base.class = &lone_class;
    file->size = (uint64_t)status.st_size;
    file->name = strdup(slash ? slash + 1 : target->path);
    file->fd = open(target->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    file->path = realpath(target->path, NULL);
    if (file->fd < 0 || !file->name || !file->path) {
        int sys = errno;

        lone_close(&file->base);
        return fail_unreadable_target(err, sys, target->path);
    }
    facts->type = "bundle";
    *out = &file->base;
    return ASSAY_OK;
}

const struct source_kind source_lone_file = {.name = "file", .open = open_target};
