/*
 * makers.c - the author and the tags of a commit, and the authors of its files.
 *
 * A commit changed a file where the file's id is another one than in each of its parents; a merge
 * that takes one side as it is changed nothing, as `git log -- PATH` has it too.
 */

#include <assay/git_signature.h>
#include <assay/makers.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/kit.h"
#include "base/order.h"
#include "base/text.h"
#include "inventory/build.h"
#include "source/git/commits.h"
#include "source/git/header.h"
#include "source/git/refs.h"
#include "source/git/revision.h"
#include "source/git/signed.h"
#include "source/git/tree_path.h"

enum { MESSAGE_MAX = 64 * 1024, TAGS_MAX = 1000 };

/* What assay_makers_free() releases; what others see stands first. */
struct made {
    struct assay_makers shown;
    struct arena *arena;
};

struct asking {
    const struct assay_makers_question *question;
    struct repository *repository;
    struct object_store *store;
    struct objects *objects;
    struct commit_graph graph;
    struct inventory_part *part; /* for gaps that the scan has told already */
    struct object_id commit;
    struct made *out;
    struct buf message;
    struct assay_error *err;
};

static void asking_clear(struct asking *asking)
{
    graph_clear(&asking->graph);
    objects_close(asking->objects);
    object_store_free(asking->store);
    repository_free(asking->repository);
    inventory_part_free(asking->part);
    buf_clear(&asking->message);
}

static ASSAY_RESULT no_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                      "out of memory for a repository's makers");
}

static const char *shown(struct asking *asking, struct bytes text)
{
    CLEANUP(buf_clear) struct buf safe = {.ceiling = SIZE_MAX};

    text_show(&safe, text);
    return safe.status == ASSAY_OK ? arena_copy(asking->out->arena, buf_bytes(&safe)) : NULL;
}

static ASSAY_RESULT open_all(struct asking *asking)
{
    TRY(repository_open(asking->question->repository, NULL, &asking->repository, asking->err));
    if (!asking->repository) {
        enum assay_status status =
            assay_fail(asking->err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s is in no git repository",
                       asking->question->repository);

        assay_error_id(asking->err, "git.not-a-repository");
        return status;
    }
    TRY(repository_store(asking->repository, NULL, NULL, &asking->store, asking->err));
    TRY(objects_open(asking->store, &asking->objects, asking->err));
    return revision_commit(asking->repository, asking->objects, asking->question->commit,
                           &asking->commit, asking->err);
}

/* ---- the commit and its tags ---- */

/* What stands behind the head of a commit or tag. */
static void add_message(struct asking *asking, struct bytes object)
{
    struct bytes rest = object;
    struct header_line line;

    while (header_next(&rest, &line))
        continue;
    if (asking->message.size < MESSAGE_MAX) {
        struct bytes cut = rest;

        if (cut.size > MESSAGE_MAX - asking->message.size)
            cut.size = MESSAGE_MAX - asking->message.size;
        buf_add(&asking->message, cut.data, cut.size);
        buf_byte(&asking->message, '\n');
    }
}

/* committer: NULL where nobody asks */
static ASSAY_RESULT read_author(struct asking *asking, const struct object_id *id,
                                const char **author, const char **committer, bool message)
{
    CLEANUP(object_release) struct object object = {0};
    struct bytes rest, who;
    struct header_line line;

    TRY(object_read(asking->objects, id, &object, asking->err));
    rest = object.bytes;
    *author = NULL;
    while (header_next(&rest, &line)) {
        const char **out = bytes_equal(line.name, BYTES("author"))      ? author
                           : bytes_equal(line.name, BYTES("committer")) ? committer
                                                                        : NULL;

        if (!out || *out)
            continue;
        (void)header_signature(line.value, &who);
        *out = shown(asking, who);
        if (!*out)
            return no_memory(asking->err);
    }
    if (message)
        add_message(asking, object.bytes);
    return ASSAY_OK;
}

static ASSAY_RESULT judge_tag(struct asking *asking, const char *name, bool *holds)
{
    const struct assay_git_question question = {.repository = asking->question->repository,
                                                .revision = name,
                                                .is_tag = true,
                                                .signers = asking->question->signers};
    struct assay_git_signature found;
    struct assay_error failure = {0};
    enum assay_status status = assay_git_signature_verify(&question, &found, &failure);

    *holds = status == ASSAY_OK;
    if (status == ASSAY_ENOMEM || status == ASSAY_EUSAGE) { /* a list that cannot be read */
        *asking->err = failure;
        return status;
    }
    return ASSAY_OK;
}

/* The commit that a ref leads to by way of tags, whose messages are taken on the way. */
static ASSAY_RESULT leads_here(struct asking *asking, struct object_id id, bool *here)
{
    struct assay_error failure = {0};

    *here = false;
    for (int depth = 0; depth < 16; depth++) {
        CLEANUP(object_release) struct object object = {0};
        struct bytes rest;

        if (object_id_equal(&id, &asking->commit)) {
            *here = true;
            return ASSAY_OK;
        }
        if (object_read(asking->objects, &id, &object, &failure) != ASSAY_OK)
            return failure.status == ASSAY_ENOMEM ? no_memory(asking->err) : ASSAY_OK;
        rest = object.bytes;
        if (object.type != OBJECT_TAG || !header_take_id(&rest, BYTES("object"), &id))
            return ASSAY_OK;
        if (object_id_equal(&id, &asking->commit))
            add_message(asking, bytes_of(object.bytes.data, signed_tag_end(object.bytes)));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_tags(struct asking *asking)
{
    static const char prefix[] = "refs/tags/";
    CLEANUP(refs_clear) struct refs refs = {0};
    struct assay_makers *makers = &asking->out->shown;
    const char **tags, **good;

    TRY(refs_read(asking->repository, asking->part, &refs, asking->err));
    tags = arena_array(asking->out->arena, TAGS_MAX, sizeof *tags);
    good = arena_array(asking->out->arena, TAGS_MAX, sizeof *good);
    if (!tags || !good)
        return no_memory(asking->err);
    for (size_t i = 0; i < refs.count && makers->tag_count < TAGS_MAX; i++) {
        bool here = false, known = false;

        if (strncmp(refs.refs[i].name, prefix, sizeof prefix - 1) != 0)
            continue;
        for (size_t j = 0; j < makers->tag_count && !known; j++) /* loose and packed */
            known = strcmp(tags[j], refs.refs[i].name + sizeof prefix - 1) == 0;
        if (!known)
            TRY(leads_here(asking, refs.refs[i].id, &here));
        if (!here)
            continue;
        tags[makers->tag_count] =
            arena_text(asking->out->arena, refs.refs[i].name + sizeof prefix - 1);
        if (!tags[makers->tag_count++])
            return no_memory(asking->err);
    }
    qsort(tags, makers->tag_count, sizeof *tags, order_texts);
    makers->tags = tags;
    makers->signed_tags = good;
    makers->tags_judged = asking->question->signers != NULL;
    for (size_t i = 0; makers->tags_judged && i < makers->tag_count; i++) {
        bool holds;

        TRY(judge_tag(asking, tags[i], &holds));
        if (holds)
            good[makers->signed_tag_count++] = tags[i];
    }
    return ASSAY_OK;
}

/* ---- the authors of files ---- */

static ASSAY_RESULT changed(struct asking *asking, const struct commit *commit, const char *path,
                            bool *out)
{
    struct object_id here, there;

    *out = false;
    for (uint32_t i = 0; i < commit->parent_count; i++) {
        const struct commit *parent =
            &asking->graph.commits[asking->graph.parents[commit->parents + i]];

        if (object_id_equal(&parent->tree, &commit->tree))
            return ASSAY_OK;
    }
    TRY(tree_path_find(asking->objects, &commit->tree, path, &here, asking->err));
    for (uint32_t i = 0; i < commit->parent_count; i++) {
        const struct commit *parent =
            &asking->graph.commits[asking->graph.parents[commit->parents + i]];

        TRY(tree_path_find(asking->objects, &parent->tree, path, &there, asking->err));
        if (object_id_equal(&here, &there))
            return ASSAY_OK;
    }
    *out = commit->parent_count > 0 || here.size > 0;
    return ASSAY_OK;
}

static ASSAY_RESULT add_author(struct asking *asking, struct buf *authors,
                               const struct object_id *id)
{
    const char *author, *const *known = (const char *const *)(const void *)authors->data;

    TRY(read_author(asking, id, &author, NULL, false));
    for (size_t i = 0; author && i < authors->size / sizeof author; i++)
        if (strcmp(known[i], author) == 0)
            return ASSAY_OK;
    if (author)
        buf_add(authors, &author, sizeof author);
    return buf_status(authors, asking->err);
}

static ASSAY_RESULT read_path(struct asking *asking, const char *path,
                              struct assay_path_makers *out)
{
    CLEANUP(buf_clear) struct buf authors = {.ceiling = SIZE_MAX};
    const char *prefix = asking->repository->prefix ? asking->repository->prefix : "";
    const char *whole =
        arena_printf(asking->out->arena, "%s%s%s", prefix, *prefix ? "/" : "", path);
    const char **copy;

    if (!whole)
        return no_memory(asking->err);
    for (size_t i = 0; i < asking->graph.order_size; i++) {
        const struct commit *commit = &asking->graph.commits[asking->graph.order[i]];
        bool is_changed;

        TRY(changed(asking, commit, whole, &is_changed));
        if (is_changed)
            TRY(add_author(asking, &authors, &commit->id));
    }
    out->path = arena_text(asking->out->arena, path);
    out->count = authors.size / sizeof *copy;
    copy = arena_array(asking->out->arena, out->count + 1, sizeof *copy);
    if (!copy || !out->path)
        return no_memory(asking->err);
    if (out->count > 0)
        memcpy(copy, authors.data, authors.size);
    qsort(copy, out->count, sizeof *copy, order_texts);
    out->authors = copy;
    return ASSAY_OK;
}

static ASSAY_RESULT read_paths(struct asking *asking)
{
    const struct assay_makers_question *question = asking->question;
    struct assay_path_makers *paths =
        arena_array(asking->out->arena, question->path_count + 1, sizeof *paths);

    if (!paths)
        return no_memory(asking->err);
    asking->out->shown.paths = paths;
    if (question->path_count == 0)
        return ASSAY_OK;
    TRY(graph_start(&asking->graph, &asking->commit, false, asking->err));
    TRY(graph_walk(&asking->graph, asking->part, asking->err));
    for (size_t i = 0; graph_is_whole(&asking->graph) && i < question->path_count; i++) {
        struct assay_path_makers *path = &paths[asking->out->shown.path_count];

        TRY(read_path(asking, question->paths[i], path));
        if (path->count > 0) /* else it was never committed: nobody knows who made it */
            asking->out->shown.path_count++;
    }
    return ASSAY_OK;
}

enum assay_status assay_makers_read(const struct assay_makers_question *question,
                                    struct assay_makers **out, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct made *made = arena ? arena_alloc(arena, sizeof *made) : NULL;
    CLEANUP(asking_clear)
    struct asking asking = {
        .question = question, .out = made, .message = {.ceiling = SIZE_MAX}, .err = err};

    if (!made)
        return no_memory(err);
    made->arena = arena;
    asking.part = inventory_part_new();
    if (!asking.part)
        return no_memory(err);
    TRY(open_all(&asking));
    graph_init(&asking.graph, asking.repository, asking.objects);
    TRY(read_author(&asking, &asking.commit, &made->shown.author, &made->shown.committer, true));
    TRY(read_tags(&asking));
    TRY(read_paths(&asking));
    made->shown.message = shown(&asking, buf_bytes(&asking.message));
    if (!made->shown.message || asking.message.status != ASSAY_OK)
        return no_memory(err);
    (void)TAKE(arena);
    *out = &made->shown;
    return ASSAY_OK;
}

void assay_makers_free(struct assay_makers *makers)
{
    if (makers) /* the first member of a struct made, which lives in its own arena */
        arena_free(((struct made *)(void *)makers)->arena);
}

void assay_makers_freep(struct assay_makers **makers)
{
    assay_makers_free(*makers);
    *makers = NULL;
}
