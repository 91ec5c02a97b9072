/*
 * revision.c - what a person's words for a commit mean: first a name, then what stands behind it.
 * Source: gitrevisions(7).
 */

#include "source/git/revision.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/text.h"
#include "inventory/gaps.h"
#include "source/class.h"
#include "source/fail.h"
#include "source/git/describe.h"
#include "source/git/header.h"
#include "source/git/ref_lookup.h"
#include "source/git/revision_name.h"
#include "source/git/trees.h"

enum { GENERATIONS_MAX = 100000000 };

/* "main" of origin/main: what the other side calls a branch that is kept here by its name. */
static const char *branch_of(const char *revision)
{
    static const char remote[] = "origin/";

    return strncmp(revision, remote, strlen(remote)) == 0 ? revision + strlen(remote) : revision;
}

enum assay_status fail_revision(const struct repository *repository, const char *revision,
                                const char *why, struct assay_error *err)
{
    enum assay_status status =
        fail_id(err, ASSAY_EMISSING, "git.unknown-revision", "unknown revision \"%s\"", revision);

    assay_error_path(err, repository->work_dir ? repository->work_dir : repository->git_dir);
    if (repository->shallow_count > 0) {
        assay_error_why(err, "%s; this is a shallow clone", why);
        assay_error_do(err, "GitHub: fetch-depth: 0 · GitLab: GIT_DEPTH: 0 · "
                            "else: git fetch --unshallow");
    } else {
        assay_error_why(err, "%s", why);
        if (strpbrk(revision, "@~^:")) /* nothing that could be fetched by this name */
            assay_error_do(err, "git rev-parse %s      and name the id that it prints", revision);
        else
            assay_error_do(err, "git branch -a; git tag      (in CI: git fetch origin %s)",
                           branch_of(revision));
    }
    return status;
}

/* ---- one object to another ---- */

static const char leads_nowhere[] = "a commit is wanted, or a tree, and it leads to neither";

struct walk {
    const struct repository *repository;
    struct objects *objects;
    const char *revision; /* all of it, for messages */
};

static enum assay_status fail(const struct walk *walk, const char *why, struct assay_error *err)
{
    return fail_revision(walk->repository, walk->revision, why, err);
}

/* Follows tags to an object of the wanted type; to any but a tag where `any`. A commit stands for
 * its tree. */
static enum assay_status peel(const struct walk *walk, bool any, enum object_type wanted,
                              struct object_id *id, struct assay_error *err)
{
    for (int depth = 0; depth < 64; depth++) {
        CLEANUP(object_release) struct object object = {0};
        struct bytes rest;

        TRY(object_read(walk->objects, id, &object, err));
        if (any ? object.type != OBJECT_TAG : object.type == wanted)
            return ASSAY_OK;
        rest = object.bytes;
        if (object.type == OBJECT_TAG && header_take_id(&rest, BYTES("object"), id))
            continue;
        if (object.type == OBJECT_COMMIT && wanted == OBJECT_TREE &&
            header_take_id(&rest, BYTES("tree"), id))
            continue;
        break;
    }
    return fail(walk, leads_nowhere, err);
}

/* The parent of a commit by its number, from 1. */
static enum assay_status go_to_parent(const struct walk *walk, uint64_t number,
                                      struct object_id *id, struct assay_error *err)
{
    CLEANUP(object_release) struct object object = {0};
    struct object_id parent;
    struct bytes rest;

    TRY(peel(walk, false, OBJECT_COMMIT, id, err));
    if (number == 0)
        return ASSAY_OK;
    if (repository_is_shallow_at(walk->repository, id))
        return fail(walk, "the history that is here ends before it", err);
    TRY(object_read(walk->objects, id, &object, err));
    rest = object.bytes;
    if (!header_take_id(&rest, BYTES("tree"), &parent))
        return fail(walk, "a commit on the way is damaged", err);
    while (header_take_id(&rest, BYTES("parent"), &parent)) {
        if (--number == 0) {
            *id = parent;
            return ASSAY_OK;
        }
    }
    return fail(walk, "a commit on the way has no such parent", err);
}

/* The object at a path below a commit or tree. */
static enum assay_status go_to_path(const struct walk *walk, const char *path, struct object_id *id,
                                    struct assay_error *err)
{
    while (*path == '/')
        path++;
    TRY(peel(walk, false, OBJECT_TREE, id, err));
    while (*path) {
        CLEANUP(object_release) struct object tree = {0};
        size_t size = strcspn(path, "/");
        struct tree_entry entry;
        struct bytes rest;
        bool found = false;

        TRY(object_read(walk->objects, id, &tree, err));
        rest = tree.type == OBJECT_TREE ? tree.bytes : bytes_of(NULL, 0);
        while (!found && tree_take(&rest, id->size, &entry))
            found = bytes_equal(entry.name, bytes_of(path, size));
        if (!found)
            return fail(walk, "no such path stands in it", err);
        *id = entry.id;
        path += size;
        while (*path == '/')
            path++;
    }
    return ASSAY_OK;
}

/* ---- what stands behind a name ---- */

/* Digits at *at; `otherwise` where there are none. */
static uint64_t take_number(const char **at, uint64_t otherwise)
{
    uint64_t number = 0;

    if (!isdigit((unsigned char)**at))
        return otherwise;
    for (; isdigit((unsigned char)**at); ++*at)
        if (number <= GENERATIONS_MAX)
            number = number * 10 + (uint64_t)(**at - '0');
    return number;
}

static enum assay_status go_to_type(const struct walk *walk, struct bytes type,
                                    struct object_id *id, struct assay_error *err)
{
    static const struct {
        const char *name;
        bool any;
        enum object_type type;
    } types[] = {
        {"", true, OBJECT_COMMIT},    {"commit", false, OBJECT_COMMIT},
        {"tree", false, OBJECT_TREE}, {"blob", false, OBJECT_BLOB},
        {"tag", false, OBJECT_TAG},
    };

    if (bytes_equal(type, BYTES("object")))
        return ASSAY_OK;
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (bytes_equal(bytes_text(types[i].name), type))
            return peel(walk, types[i].any, types[i].type, id, err);
    return fail(walk, "what stands in braces is not read here", err);
}

/* One of "~N", "^N", "^{type}", ":path" at *at. */
static enum assay_status go_on(const struct walk *walk, const char **at, struct object_id *id,
                               struct assay_error *err)
{
    const char *end;
    uint64_t number;

    switch (*(*at)++) {
    case '~':
        for (number = take_number(at, 1); number > 0; number--)
            TRY(go_to_parent(walk, 1, id, err));
        return go_to_parent(walk, 0, id, err);
    case '^':
        if (**at != '{')
            return go_to_parent(walk, take_number(at, 1), id, err);
        end = strchr(++*at, '}');
        if (!end)
            return fail(walk, "a brace is not closed", err);
        number = (uint64_t)(end - *at);
        TRY(go_to_type(walk, bytes_of(*at, (size_t)number), id, err));
        *at = end + 1;
        return ASSAY_OK;
    case ':':
        TRY(go_to_path(walk, *at, id, err));
        *at += strlen(*at);
        return ASSAY_OK;
    default:
        return fail(walk, "it is not written as a revision", err);
    }
}

static enum assay_status resolve(const struct walk *walk, struct object_id *id,
                                 enum object_type *type, struct assay_error *err)
{
    CLEANUP(object_release) struct object object = {0};
    const char *at;

    TRY(revision_name(walk->repository, walk->objects, walk->revision, &at, id, err));
    while (*at)
        TRY(go_on(walk, &at, id, err));
    TRY(object_read(walk->objects, id, &object, err));
    *type = object.type;
    return ASSAY_OK;
}

enum assay_status revision_resolve(const struct repository *repository, struct objects *objects,
                                   const char *revision, struct object_id *id,
                                   enum object_type *type, struct assay_error *err)
{
    const struct walk walk = {repository, objects, revision};
    enum assay_status status = resolve(&walk, id, type, err);

    if (status_is_gap(status) && strncmp(err->id, "git.object-", 11) == 0) {
        assay_error_path(err, repository->work_dir ? repository->work_dir : repository->git_dir);
        assay_error_why(err, "\"%s\" leads there, and cannot be told without it", revision);
        assay_error_do(err,
                       "git fsck --connectivity-only, then git fetch --refetch or clone again");
    }
    return status;
}

enum assay_status revision_commit(const struct repository *repository, struct objects *objects,
                                  const char *revision, struct object_id *id,
                                  struct assay_error *err)
{
    const struct walk walk = {repository, objects, revision};
    enum object_type type;

    TRY(revision_resolve(repository, objects, revision, id, &type, err));
    return peel(&walk, false, OBJECT_COMMIT, id, err);
}

enum assay_status revision_tree_ish(const struct repository *repository, struct objects *objects,
                                    const char *revision, struct object_id *id,
                                    enum object_type *type, struct assay_error *err)
{
    const struct walk walk = {repository, objects, revision};
    struct object_id named;

    TRY(revision_resolve(repository, objects, revision, &named, type, err));
    *id = named;
    if (*type == OBJECT_TAG)
        TRY(objects_peel(objects, &named, id, type, err));
    return *type == OBJECT_TREE || *type == OBJECT_COMMIT ? ASSAY_OK
                                                          : fail(&walk, leads_nowhere, err);
}

enum assay_status revision_head(const struct repository *repository, struct object_id *id,
                                bool *born, struct assay_error *err)
{
    return ref_lookup(repository, "HEAD", id, born, NULL, err);
}
