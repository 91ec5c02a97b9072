/* brought.c - see brought.h. */

#include "source/git/brought.h"

#include <stdlib.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/trees.h"

/* What the reader said of one content: the same version stands in many commits. */
struct content {
    struct object_id id;
    size_t first, count; /* in `topics` */
};

struct bringer {
    const struct commit_graph *graph;
    const struct brought_reader *reader;
    struct inventory_part *part;
    struct buf contents, topics, parents; /* struct content, uint32_t, struct object_id */
    struct table by_id;
    uint64_t seed;
    struct brought *out;
    struct assay_error *err;
};

void brought_clear(struct brought *brought)
{
    buf_clear(&brought->bringings);
}

static void bringer_clear(struct bringer *bringer)
{
    buf_clear(&bringer->contents);
    buf_clear(&bringer->topics);
    buf_clear(&bringer->parents);
    table_clear(&bringer->by_id);
}

static void note_failure(struct brought *out, const char *id)
{
    if (strcmp(id, GAP_GIT_OBJECT_PROMISED) == 0)
        out->promised = true;
    else if (strcmp(id, GAP_POINTER_LFS_MISSING) == 0 || strcmp(id, GAP_POINTER_ANNEX_MISSING) == 0)
        out->pointed = true;
    else
        out->unread = true;
}

/* Gaps since a mark; odd names are told as gaps as well, and hide nothing. */
static void note_gaps(struct bringer *bringer, struct inventory_mark *mark)
{
    const struct assay_gap *gap;

    while ((gap = inventory_gap_since(bringer->part, mark)))
        if (strcmp(gap->id, GAP_GIT_UNSAFE_PATH) != 0 &&
            strcmp(gap->id, GAP_GIT_DUPLICATE_ENTRY) != 0)
            note_failure(bringer->out, gap->id);
}

/* ---- contents ---- */

static const struct content *content_at(const struct bringer *bringer, size_t i)
{
    return &((const struct content *)(const void *)bringer->contents.data)[i];
}

static bool same(const void *state, uint32_t index, const void *key)
{
    return object_id_equal(&content_at(state, index)->id, key);
}

static ASSAY_RESULT read_content(struct bringer *bringer, const struct object_id *id)
{
    CLEANUP(object_release) struct object object = {0};
    struct assay_error failure = {0};
    enum assay_status status = object_read(bringer->graph->objects, id, &object, &failure);

    if (status == ASSAY_OK && object.type == OBJECT_BLOB)
        status =
            bringer->reader->read(bringer->reader->data, object.bytes, &bringer->topics, &failure);
    if (status != ASSAY_OK && !status_is_gap(status)) {
        *bringer->err = failure;
        return status;
    }
    if (status != ASSAY_OK)
        note_failure(bringer->out, failure.id);
    return buf_status(&bringer->topics, bringer->err);
}

/* What a content is about; *index is its number. */
static ASSAY_RESULT look_at(struct bringer *bringer, const struct object_id *id, uint32_t *index)
{
    uint64_t hash = table_hash(bringer->seed, object_id_bytes(id));
    struct content content = {.id = *id, .first = bringer->topics.size / sizeof(uint32_t)};

    *index = table_find(&bringer->by_id, hash, same, bringer, id);
    if (*index != TABLE_NONE)
        return ASSAY_OK;
    TRY(read_content(bringer, id));
    content.count = bringer->topics.size / sizeof(uint32_t) - content.first;
    *index = (uint32_t)(bringer->contents.size / sizeof content);
    buf_add(&bringer->contents, &content, sizeof content);
    TRY(buf_status(&bringer->contents, bringer->err));
    return table_add(&bringer->by_id, hash, *index) ? ASSAY_OK : fail_no_memory(bringer->err);
}

static ASSAY_RESULT take_content(struct bringer *bringer, uint32_t commit,
                                 const struct object_id *id)
{
    const uint32_t *topics;
    const struct content *content;
    uint32_t index;

    TRY(look_at(bringer, id, &index));
    content = content_at(bringer, index);
    topics = (const uint32_t *)(const void *)bringer->topics.data;
    for (size_t i = 0; i < content->count; i++) {
        const struct bringing bringing = {commit, topics[content->first + i]};

        buf_add(&bringer->out->bringings, &bringing, sizeof bringing);
    }
    return buf_status(&bringer->out->bringings, bringer->err);
}

/* ---- commits ---- */

static ASSAY_RESULT add_parents(struct bringer *bringer, const struct commit *commit)
{
    const struct commit_graph *graph = bringer->graph;

    buf_reset(&bringer->parents);
    for (uint32_t i = 0; i < commit->parent_count; i++) {
        const struct commit *parent = &graph->commits[graph->parents[commit->parents + i]];

        if (!parent->absent)
            buf_add(&bringer->parents, &parent->tree, sizeof parent->tree);
    }
    return buf_status(&bringer->parents, bringer->err);
}

/* A catalogue of its own for each commit: one for all would keep the first commit of a content
 * alone, and on two branches either may be the one that counts. */
static ASSAY_RESULT take_commit(struct bringer *bringer, uint32_t number)
{
    const struct commit *commit = &bringer->graph->commits[number];
    CLEANUP(catalogue_clear) struct catalogue catalogue = {0};
    const struct tree_walk walk = {
        .objects = bringer->graph->objects, .catalogue = &catalogue, .part = bringer->part};
    struct inventory_mark mark;

    inventory_mark(bringer->part, &mark);
    TRY(catalogue_init(&catalogue, bringer->err));
    TRY(add_parents(bringer, commit));
    TRY(tree_add_new(&walk, &commit->tree,
                     (const struct object_id *)(const void *)bringer->parents.data,
                     bringer->parents.size / sizeof(struct object_id), number, bringer->err));
    bringer->out->unread |= catalogue.full;
    note_gaps(bringer, &mark);
    for (size_t i = 0; i < catalogue.place_count; i++) {
        const struct known_object *object = &catalogue.objects[catalogue.places[i].object];
        const struct node *node = &catalogue.nodes[catalogue.places[i].node];

        if ((object->type == ENTRY_FILE || object->type == ENTRY_SYMLINK) &&
            bringer->reader->wants(bytes_of(node->name, node->size)))
            TRY(take_content(bringer, number, &object->id));
    }
    return ASSAY_OK;
}

enum assay_status brought_find(const struct commit_graph *graph,
                               const struct brought_reader *reader, struct inventory_part *part,
                               struct brought *out, struct assay_error *err)
{
    CLEANUP(bringer_clear)
    struct bringer bringer = {.graph = graph,
                              .reader = reader,
                              .part = part,
                              .contents.ceiling = SIZE_MAX,
                              .topics.ceiling = SIZE_MAX,
                              .parents.ceiling = SIZE_MAX,
                              .seed = table_seed(),
                              .out = out,
                              .err = err};

    *out = (struct brought){.bringings.ceiling = SIZE_MAX};
    for (size_t i = 0; i < graph->order_size; i++)
        TRY(take_commit(&bringer, graph->order[i]));
    return ASSAY_OK;
}
