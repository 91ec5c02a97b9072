/* kept_file.c - one small file of a repository as its index or a commit has it, beside the one that
 * lies in the work tree. */

#include <assay/git.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "source/fail.h"
#include "source/git/index.h"
#include "source/git/repository.h"
#include "source/git/revision.h"

struct reading {
    struct repository *repository;
    struct object_store *store;
    struct objects *objects;
};

static void reading_clear(struct reading *reading)
{
    objects_close(reading->objects);
    object_store_free(reading->store);
    repository_free(reading->repository);
}

/* Of a merge that is not resolved, and of a name that was announced, there is no content yet. */
static ASSAY_RESULT find_staged(const struct repository *repository, const char *name,
                                struct object_id *id, bool *found, struct assay_error *err)
{
    CLEANUP(index_clear) struct index index = {0};
    const struct index_entry *entry;
    size_t at;

    TRY(index_read(&(struct index_source){.file = repository->index_file,
                                          .folder = repository->git_dir,
                                          .id_size = repository->id_size},
                   &index, err));
    at = index_find(&index, bytes_text(name));
    entry = at < index.count ? &index.entries[at] : NULL;
    *found = entry && strcmp(entry->path, name) == 0 && entry->stage == 0 &&
             !entry->intent_to_add && entry->type == ENTRY_FILE;
    if (*found)
        *id = entry->id;
    return ASSAY_OK;
}

static ASSAY_RESULT find_committed(struct reading *reading, const char *commit, const char *name,
                                   struct object_id *id, bool *found, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *revision = NULL;
    struct assay_error failure = {0};
    enum object_type type;

    if (asprintf(&revision, "%s:%s", commit, name) < 0) {
        revision = NULL;
        return fail_no_memory(err);
    }
    failure.status =
        revision_resolve(reading->repository, reading->objects, revision, id, &type, &failure);
    *found = failure.status == ASSAY_OK && type == OBJECT_BLOB;
    if (failure.status == ASSAY_OK || failure.status == ASSAY_EMISSING)
        return ASSAY_OK;
    *err = failure;
    return err->status;
}

static ASSAY_RESULT take(struct reading *reading, const struct object_id *id, const char *name,
                         char **text, size_t *size, struct assay_error *err)
{
    CLEANUP(object_release) struct object object = {0};
    char *copy;

    TRY(object_read(reading->objects, id, &object, err));
    if (object.bytes.size > LIMIT_DOCUMENT)
        return assay_fail(err, ASSAY_ELIMIT, ASSAY_NO_OFFSET, "%s as git has it is too large",
                          name);
    copy = malloc(object.bytes.size + 1);
    if (!copy)
        return fail_no_memory(err);
    if (object.bytes.size > 0)
        memcpy(copy, object.bytes.data, object.bytes.size);
    copy[object.bytes.size] = 0;
    *text = copy;
    *size = object.bytes.size;
    return ASSAY_OK;
}

enum assay_status assay_git_kept_file(const char *path,
                                      const struct assay_git_environment *environment,
                                      const char *commit, const char *name, char **text,
                                      size_t *size, struct assay_error *err)
{
    CLEANUP(reading_clear) struct reading reading = {.repository = NULL};
    struct object_id id;
    bool found = false;

    *text = NULL;
    *size = 0;
    TRY(repository_open(path, environment, &reading.repository, err));
    if (!reading.repository)
        return ASSAY_OK;
    TRY(repository_store(reading.repository, NULL, NULL, &reading.store, err));
    TRY(objects_open(reading.store, &reading.objects, err));
    if (commit)
        TRY(find_committed(&reading, commit, name, &id, &found, err));
    else
        TRY(find_staged(reading.repository, name, &id, &found, err));
    return found ? take(&reading, &id, name, text, size, err) : ASSAY_OK;
}
