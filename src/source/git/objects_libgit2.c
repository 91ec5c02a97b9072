/* objects_libgit2.c - objects by way of libgit2's object database. */

#include <dirent.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/library.h"
#include "source/git/objects.h"

struct objects {
    git_odb *odb;
    bool promisor; /* some pack came from a remote that keeps the rest */
};

static bool has_promisor_pack(const char *folder)
{
    char path[4096];
    DIR *packs;
    const struct dirent *found;
    bool promisor = false;

    if ((size_t)snprintf(path, sizeof path, "%s/pack", folder) >= sizeof path)
        return false;
    packs = opendir(path);
    while (packs && !promisor && (found = readdir(packs)) != NULL)
        promisor = bytes_ends(bytes_text(found->d_name), BYTES(".promisor"));
    if (packs)
        closedir(packs);
    return promisor;
}

enum assay_status objects_open(const char *folder, struct objects **out, struct assay_error *err)
{
    struct objects *objects = calloc(1, sizeof *objects);

    if (!objects)
        return fail_no_memory(err);
    if (git_odb_open(&objects->odb, folder) != 0) {
        free(objects);
        return fail_git(err, ASSAY_EIO, "git.unsupported-format",
                        "cannot open the repository's objects");
    }
    objects->promisor = has_promisor_pack(folder);
    *out = objects;
    return ASSAY_OK;
}

void objects_close(struct objects *objects)
{
    if (!objects)
        return;
    git_odb_free(objects->odb);
    free(objects);
}

size_t objects_id_size(const struct objects *objects)
{
    (void)objects;
    return GIT_OID_RAWSZ;
}

void objects_closep(struct objects **objects)
{
    objects_close(*objects);
    *objects = NULL;
}

enum assay_status objects_borrow(struct objects *objects, const char *folder,
                                 struct assay_error *err)
{
    if (git_odb_add_disk_alternate(objects->odb, folder) != 0)
        return fail_git(err, ASSAY_EIO, GAP_GIT_UNSUPPORTED_FORMAT, "cannot open the objects in %s",
                        folder);
    objects->promisor = objects->promisor || has_promisor_pack(folder);
    return ASSAY_OK;
}

static enum assay_status fail_read(const struct objects *objects, const struct object_id *id,
                                   int code, struct assay_error *err)
{
    char hex[OBJECT_HEX_MAX + 1];

    object_id_text(id, hex);
    if (code == GIT_ENOTFOUND && objects->promisor)
        return fail_id(err, ASSAY_EMISSING, GAP_GIT_OBJECT_PROMISED,
                       "object %s was left with the remote by a partial clone", hex);
    if (code == GIT_ENOTFOUND)
        return fail_id(err, ASSAY_EMISSING, GAP_GIT_OBJECT_MISSING,
                       "object %s is not in the repository", hex);
    return fail_git(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT, "object %s is damaged", hex);
}

static enum assay_status check_size(uint64_t size, const struct object_id *id,
                                    struct assay_error *err)
{
    char hex[OBJECT_HEX_MAX + 1];

    if (size <= LIMIT_GIT_OBJECT)
        return ASSAY_OK;
    object_id_text(id, hex);
    return fail_id(err, ASSAY_ELIMIT, GAP_FILE_TOO_LARGE, "object %s has %llu bytes", hex,
                   (unsigned long long)size);
}

static enum object_type type_of(git_object_t type)
{
    switch (type) {
    case GIT_OBJECT_COMMIT:
        return OBJECT_COMMIT;
    case GIT_OBJECT_TREE:
        return OBJECT_TREE;
    case GIT_OBJECT_TAG:
        return OBJECT_TAG;
    default:
        return OBJECT_BLOB;
    }
}

enum assay_status object_read(struct objects *objects, const struct object_id *id,
                              struct object *out, struct assay_error *err)
{
    git_odb_object *held = NULL;
    git_oid oid;
    int code;

    memcpy(oid.id, id->bytes, sizeof oid.id);
    code = git_odb_read(&held, objects->odb, &oid);
    if (code != 0)
        return fail_read(objects, id, code, err);
    *out = (struct object){
        .type = type_of(git_odb_object_type(held)),
        .bytes = bytes_of(git_odb_object_data(held), git_odb_object_size(held)),
        .held = held,
    };
    return ASSAY_OK;
}

void object_release(struct object *object)
{
    if (object->held)
        git_odb_object_free(object->held);
    *object = (struct object){0};
}

/* ---- streams ---- */

/* Past this size a loose object is inflated as it is read; packed ones libgit2 only has whole. */
enum { WHOLE_MAX = 4 << 20 };

struct whole {
    struct object object;
    size_t at;
};

static enum assay_status whole_read_at(struct stream *stream, uint64_t offset, void *to,
                                       size_t size, size_t *got, struct assay_error *err)
{
    const struct whole *whole = stream->state;
    struct bytes rest = {0};

    (void)err;
    if (offset < whole->object.bytes.size)
        rest = bytes_from(whole->object.bytes, (size_t)offset);
    *got = rest.size < size ? rest.size : size;
    if (*got)
        memcpy(to, rest.data, *got);
    return ASSAY_OK;
}

static enum assay_status whole_read(struct stream *stream, void *to, size_t size, size_t *got,
                                    struct assay_error *err)
{
    struct whole *whole = stream->state;

    TRY(whole_read_at(stream, whole->at, to, size, got, err));
    whole->at += *got;
    return ASSAY_OK;
}

static void whole_close(struct stream *stream)
{
    struct whole *whole = stream->state;

    object_release(&whole->object);
    free(whole);
}

static enum assay_status loose_read(struct stream *stream, void *to, size_t size, size_t *got,
                                    struct assay_error *err)
{
    int count = git_odb_stream_read(stream->state, to, size > INT32_MAX ? INT32_MAX : size);

    if (count < 0)
        return fail_git(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT, "the object is damaged");
    *got = (size_t)count;
    return ASSAY_OK;
}

static void loose_close(struct stream *stream)
{
    git_odb_stream_free(stream->state);
}

enum assay_status object_stream(struct objects *objects, const struct object_id *id,
                                struct stream *stream, struct assay_error *err)
{
    git_odb_stream *loose = NULL;
    git_object_t type;
    struct whole *whole;
    enum assay_status status;
    size_t size;
    git_oid oid;
    int code;

    memcpy(oid.id, id->bytes, sizeof oid.id);
    code = git_odb_read_header(&size, &type, objects->odb, &oid);
    if (code != 0)
        return fail_read(objects, id, code, err);
    if (size > WHOLE_MAX && git_odb_open_rstream(&loose, &size, &type, objects->odb, &oid) == 0) {
        *stream =
            (struct stream){.read = loose_read, .close = loose_close, .state = loose, .size = size};
        return ASSAY_OK;
    }
    TRY(check_size(size, id, err));
    whole = calloc(1, sizeof *whole);
    if (!whole)
        return fail_no_memory(err);
    status = object_read(objects, id, &whole->object, err);
    if (status != ASSAY_OK) {
        free(whole);
        return status;
    }
    *stream = (struct stream){.read = whole_read,
                              .read_at = whole_read_at,
                              .close = whole_close,
                              .state = whole,
                              .size = whole->object.bytes.size};
    return ASSAY_OK;
}
