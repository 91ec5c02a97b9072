/*
 * commit_order.c - see commit_order.h.
 *
 * Results are as old as the first commit that brought any on the same topic: a report that was
 * renamed, deleted or written over later, with thresholds that fit, is no younger for it. The
 * history is walked once, whatever the number of questions; then once more for each 64 of them,
 * which are the bits of a word.
 */

#include "source/git/commit_order.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/describe.h"
#include "source/git/header.h"
#include "source/git/revision.h"
#include "source/git/stands_for.h"
#include "source/git/tree_path.h"

enum {
    TOGETHER = 64,                   /* questions, one a bit */
    END_OF_DAY = (24 + 12) * 60 * 60 /* of the last zone in which that day ends */
};

/* The thresholds of a question that the history has still to answer. */
struct thresholds {
    struct commit_order_question *question;
    uint32_t commit;
    const char *path; /* in the tree of that commit */
    struct object_id content;
    bool used; /* results were met */
};

/* The questions that a commit has to do with. Those behind it are of all its ancestors. */
struct reach {
    uint64_t thresholds, results;
    uint64_t thresholds_before, results_before;
};

struct looking {
    struct repository *repository;
    struct object_store *store;
    struct objects *objects;
    struct commit_graph graph;
    uint32_t head;
    struct inventory_part *part; /* for gaps that the scan has told already */
    struct arena *arena;
    struct brought brought;
    struct thresholds *open;
    size_t open_count;
    size_t topic_count;
    uint64_t *asked;     /* by topic: which of the questions at hand ask about it */
    struct reach *reach; /* by commit */
    struct assay_error *err;
};

const char *commit_order_name(enum commit_order order)
{
    static const char *const names[] = {[ORDER_BEFORE] = "before",
                                        [ORDER_WITH] = "with",
                                        [ORDER_AFTER] = "after",
                                        [ORDER_ELSEWHERE] = "elsewhere",
                                        [ORDER_ABSENT] = "absent",
                                        [ORDER_CHANGED] = "changed",
                                        [ORDER_REPLACED] = "replaced",
                                        [ORDER_LATE] = "late",
                                        [ORDER_CUT] = "cut",
                                        [ORDER_UNREAD] = "unread",
                                        [ORDER_POINTER] = "pointer",
                                        [ORDER_SUBMODULE] = "submodule",
                                        [ORDER_UNSAID] = "unsaid",
                                        [ORDER_OTHER_VALUES] = "other-values",
                                        [ORDER_NO_VALUES] = "no-values"};

    _Static_assert(ARRAY_LEN(names) == COMMIT_ORDERS, "a name for each");
    return names[order];
}

static void looking_clear(struct looking *looking)
{
    graph_clear(&looking->graph);
    objects_close(looking->objects);
    object_store_free(looking->store);
    repository_free(looking->repository);
    inventory_part_free(looking->part);
    arena_free(looking->arena);
    brought_clear(&looking->brought);
}

static ASSAY_RESULT open_repository(struct looking *looking, const char *repository)
{
    TRY(repository_open(repository, NULL, &looking->repository, looking->err));
    if (!looking->repository)
        return fail_id(looking->err, ASSAY_EUSAGE, "git.not-a-repository",
                       "%s is in no git repository", repository);
    TRY(repository_store(looking->repository, NULL, NULL, &looking->store, looking->err));
    return objects_open(looking->store, &looking->objects, looking->err);
}

static ASSAY_RESULT walk(struct looking *looking, const struct object_id *head)
{
    graph_init(&looking->graph, looking->repository, looking->objects);
    TRY(graph_start(&looking->graph, head, false, looking->err));
    TRY(graph_walk(&looking->graph, looking->part, looking->err));
    looking->head = graph_find(&looking->graph, head);
    return ASSAY_OK;
}

/* What a question is answered with where an object cannot be had; *status is then ASSAY_OK. */
static void settle_failure(const struct looking *looking, enum assay_status *status,
                           struct commit_order_question *question)
{
    bool promised = strcmp(looking->err->id, GAP_GIT_OBJECT_PROMISED) == 0;

    if (!status_is_gap(*status))
        return;
    question->order = promised ? ORDER_CUT : ORDER_UNREAD;
    *status = ASSAY_OK;
}

/* ---- the commit of the thresholds ---- */

static ASSAY_RESULT is_late(struct looking *looking, const struct object_id *id, const char *run_on,
                            bool *late)
{
    CLEANUP(object_release) struct object object = {0};
    int64_t run = 0, time = 0;
    struct header_line line;
    struct bytes rest, who;

    *late = false;
    if (!run_on)
        return ASSAY_OK;
    TRY(object_read(looking->objects, id, &object, looking->err));
    rest = object.bytes;
    while (header_next(&rest, &line))
        if (bytes_equal(line.name, BYTES("author")))
            time = header_signature(line.value, &who);
    *late = clock_parse(bytes_text(run_on), &run) && time >= run + END_OF_DAY;
    return ASSAY_OK;
}

/* Whether what git keeps under an id is the file that a question names by its digest. */
static ASSAY_RESULT is_file(struct looking *looking, const struct object_id *id,
                            const struct commit_order_question *question, enum stands_for *is)
{
    CLEANUP(object_release) struct object object = {0};

    *is = STANDS_FOR_OTHER;
    if (id->size == 0)
        return ASSAY_OK;
    TRY(object_read(looking->objects, id, &object, looking->err));
    if (object.type != OBJECT_BLOB) /* a folder holds no thresholds */
        return ASSAY_OK;
    return stands_for(object.bytes, question->sha256, is, looking->err);
}

/* Finds the file in its commit; it is another where it is not there. Its path counts from the
 * nearest folder above the report in which it stands, as record_path_find() has it. */
static ASSAY_RESULT find_file(struct looking *looking, const struct commit_order_question *question,
                              struct thresholds *thresholds, enum stands_for *is)
{
    const struct commit *commit = &looking->graph.commits[thresholds->commit];
    struct bytes folder = bytes_text(question->record);
    const char *name = question->file;

    while (strncmp(name, "./", 2) == 0)
        name += 2;
    *is = STANDS_FOR_OTHER;
    for (int depth = 0; folder.size > 0; depth++) {
        folder = depth < LIMIT_RECORD_FOLDERS ? bytes_folder(folder) : bytes_of(folder.data, 0);
        thresholds->path = arena_printf(looking->arena, "%.*s%s", (int)folder.size,
                                        (const char *)folder.data, name);
        if (!thresholds->path)
            return fail_no_memory(looking->err);
        TRY(tree_path_find(looking->objects, &commit->tree, thresholds->path, &thresholds->content,
                           looking->err));
        if (thresholds->content.size == 0)
            continue;
        return is_file(looking, &thresholds->content, question, is);
    }
    return ASSAY_OK;
}

/* Finds the commit that an id names, a tag's as well; it is TABLE_NONE where the question is
 * answered with that. */
static ASSAY_RESULT find_commit(struct looking *looking, struct commit_order_question *question,
                                uint32_t *commit)
{
    struct assay_error failure = {0};
    enum object_type type = OBJECT_BLOB;
    struct object_id id, peeled;
    enum assay_status status;

    *commit = TABLE_NONE;
    question->order = ORDER_ABSENT;
    if (!object_id_parse(bytes_text(question->commit), &id) ||
        id.size != objects_id_size(looking->objects))
        return ASSAY_OK;
    status = objects_peel(looking->objects, &id, &peeled, &type, &failure);
    if (status != ASSAY_OK && !status_is_gap(status))
        return fail_no_memory(looking->err);
    if (status == ASSAY_OK)
        *commit = graph_find(&looking->graph, &peeled);
    if (*commit != TABLE_NONE)
        return ASSAY_OK;
    if (!graph_is_whole(&looking->graph))
        question->order = ORDER_CUT;
    else if (status == ASSAY_OK && type == OBJECT_COMMIT)
        question->order = ORDER_ELSEWHERE;
    return ASSAY_OK;
}

static bool is_said(const struct commit_order_question *question)
{
    return question->commit && question->file && question->sha256;
}

/* Answers a question where its commit alone does; else it is open. */
static ASSAY_RESULT settle(struct looking *looking, struct commit_order_question *question)
{
    struct thresholds thresholds = {.question = question};
    enum stands_for is = STANDS_FOR_OTHER;
    bool late = false;

    question->order = ORDER_UNSAID;
    if (!is_said(question))
        return ASSAY_OK;
    TRY(find_commit(looking, question, &thresholds.commit));
    if (thresholds.commit == TABLE_NONE)
        return ASSAY_OK;
    TRY(find_file(looking, question, &thresholds, &is));
    TRY(is_late(looking, &looking->graph.commits[thresholds.commit].id, question->run_on, &late));
    question->order = is == STANDS_FOR_OTHER     ? ORDER_CHANGED
                      : late                     ? ORDER_LATE
                      : is == STANDS_FOR_UNKNOWN ? ORDER_POINTER
                                                 : ORDER_BEFORE;
    if (question->order == ORDER_BEFORE)
        looking->open[looking->open_count++] = thresholds;
    return ASSAY_OK;
}

/* ---- the results ---- */

/* Whether a commit still has the thresholds as theirs has them, in whatever form git keeps them. */
static ASSAY_RESULT holds(struct looking *looking, uint32_t commit,
                          const struct thresholds *thresholds, enum stands_for *out)
{
    struct object_id there;

    TRY(tree_path_find(looking->objects, &looking->graph.commits[commit].tree, thresholds->path,
                       &there, looking->err));
    *out = STANDS_FOR_IT;
    if (object_id_equal(&there, &thresholds->content))
        return ASSAY_OK;
    return is_file(looking, &there, thresholds->question, out);
}

static enum commit_order order_of(enum stands_for held)
{
    return held == STANDS_FOR_IT        ? ORDER_BEFORE
           : held == STANDS_FOR_UNKNOWN ? ORDER_POINTER
                                        : ORDER_REPLACED;
}

/* Of a commit that brought results which none before it has. */
static ASSAY_RESULT judge(struct looking *looking, uint32_t commit, bool is_before,
                          struct thresholds *thresholds)
{
    enum stands_for held = STANDS_FOR_IT;

    thresholds->used = true;
    if (thresholds->question->order != ORDER_BEFORE)
        return ASSAY_OK;
    if (commit != thresholds->commit && is_before)
        TRY(holds(looking, commit, thresholds, &held));
    thresholds->question->order = commit == thresholds->commit ? ORDER_WITH
                                  : !is_before                 ? ORDER_AFTER
                                                               : order_of(held);
    return ASSAY_OK;
}

static ASSAY_RESULT judge_first(struct looking *looking, uint32_t commit, struct thresholds *open)
{
    const struct reach *reach = &looking->reach[commit];

    for (uint64_t first = reach->results & ~reach->results_before; first; first &= first - 1) {
        struct thresholds *thresholds = &open[__builtin_ctzll(first)];
        bool is_before = reach->thresholds_before & first & -first;
        enum assay_status status = judge(looking, commit, is_before, thresholds);

        settle_failure(looking, &status, thresholds->question);
        TRY(status);
    }
    return ASSAY_OK;
}

/* Results that are in no commit yet come on top of all. */
static ASSAY_RESULT judge_uncommitted(struct looking *looking, struct thresholds *thresholds)
{
    enum stands_for held;

    if (thresholds->used || thresholds->question->order != ORDER_BEFORE)
        return ASSAY_OK;
    TRY(holds(looking, looking->head, thresholds, &held));
    thresholds->question->order = order_of(held);
    return ASSAY_OK;
}

/* Thresholds that came first, and are not those of the report, bind nobody. Of a pointer only the
 * digest is known here. */
static ASSAY_RESULT judge_values(struct looking *looking, const struct thresholds *thresholds)
{
    CLEANUP(object_release) struct object object = {0};
    struct commit_order_question *question = thresholds->question;

    if (question->order != ORDER_BEFORE || !question->values)
        return ASSAY_OK;
    TRY(object_read(looking->objects, &thresholds->content, &object, looking->err));
    if (!stands_elsewhere(object.bytes))
        question->order = question->values(question->report, object.bytes);
    return ASSAY_OK;
}

static void count_topics(struct looking *looking)
{
    looking->topic_count = 1;
    for (size_t i = 0; i < looking->open_count; i++) {
        const struct commit_order_question *question = looking->open[i].question;

        for (size_t j = 0; j < question->topic_count; j++)
            if (question->topics[j] >= looking->topic_count)
                looking->topic_count = (size_t)question->topics[j] + 1;
    }
}

static void mark_questions(struct looking *looking, const struct thresholds *open, size_t count)
{
    const struct bringing *bringings =
        (const struct bringing *)(const void *)looking->brought.bringings.data;

    memset(looking->asked, 0, looking->topic_count * sizeof *looking->asked);
    memset(looking->reach, 0, looking->graph.count * sizeof *looking->reach);
    for (size_t i = 0; i < count; i++) {
        looking->reach[open[i].commit].thresholds |= UINT64_C(1) << i;
        for (size_t j = 0; j < open[i].question->topic_count; j++)
            looking->asked[open[i].question->topics[j]] |= UINT64_C(1) << i;
    }
    for (size_t i = 0; i < looking->brought.bringings.size / sizeof *bringings; i++)
        if (bringings[i].topic < looking->topic_count) /* else of a question that is settled */
            looking->reach[bringings[i].commit].results |= looking->asked[bringings[i].topic];
}

/* Parents stand before their children in the order. */
static ASSAY_RESULT answer(struct looking *looking, struct thresholds *open)
{
    const struct commit_graph *graph = &looking->graph;

    for (size_t i = 0; i < graph->order_size; i++) {
        const struct commit *commit = &graph->commits[graph->order[i]];
        struct reach *here = &looking->reach[graph->order[i]];

        for (uint32_t j = 0; j < commit->parent_count; j++) {
            const struct reach *parent = &looking->reach[graph->parents[commit->parents + j]];

            here->thresholds_before |= parent->thresholds | parent->thresholds_before;
            here->results_before |= parent->results | parent->results_before;
        }
        TRY(judge_first(looking, graph->order[i], open));
    }
    return ASSAY_OK;
}

/* What is not all here gives no good answer; a bad one stands where what it rests on was seen. */
static void settle_incomplete(const struct looking *looking, struct commit_order_question *question)
{
    bool good = question->order == ORDER_BEFORE;

    if (!graph_is_whole(&looking->graph) || (good && looking->brought.promised))
        question->order = ORDER_CUT;
    else if (good && looking->brought.unread)
        question->order = ORDER_UNREAD;
    else if (good && looking->brought.pointed)
        question->order = ORDER_POINTER;
}

static ASSAY_RESULT answer_open(struct looking *looking, const struct brought_reader *results)
{
    count_topics(looking);
    looking->asked = arena_array(looking->arena, looking->topic_count, sizeof *looking->asked);
    looking->reach = arena_array(looking->arena, looking->graph.count, sizeof *looking->reach);
    if (!looking->asked || !looking->reach)
        return fail_no_memory(looking->err);
    TRY(brought_find(&looking->graph, results, looking->part, &looking->brought, looking->err));
    for (size_t i = 0; i < looking->open_count; i += TOGETHER) {
        size_t left = looking->open_count - i, count = left < TOGETHER ? left : TOGETHER;

        mark_questions(looking, looking->open + i, count);
        TRY(answer(looking, looking->open + i));
    }
    for (size_t i = 0; i < looking->open_count; i++) {
        enum assay_status status = judge_uncommitted(looking, &looking->open[i]);

        settle_failure(looking, &status, looking->open[i].question);
        TRY(status);
        settle_incomplete(looking, looking->open[i].question);
        status = judge_values(looking, &looking->open[i]);
        settle_failure(looking, &status, looking->open[i].question);
        TRY(status);
    }
    return ASSAY_OK;
}

enum assay_status commit_orders_find(const char *repository, const char *head,
                                     const struct brought_reader *results,
                                     struct commit_order_question *questions, size_t count,
                                     struct assay_error *err)
{
    CLEANUP(looking_clear) struct looking looking = {.arena = arena_new(), .err = err};
    struct object_id id;
    enum assay_status status;

    looking.part = inventory_part_new();
    looking.open =
        looking.arena ? arena_array(looking.arena, count + 1, sizeof *looking.open) : NULL;
    if (!looking.open || !looking.part)
        return fail_no_memory(err);
    TRY(open_repository(&looking, repository));
    status = revision_commit(looking.repository, looking.objects, head, &id, err);
    for (size_t i = 0; status == ASSAY_EMISSING && i < count; i++)
        questions[i].order = is_said(&questions[i]) ? ORDER_ABSENT : ORDER_UNSAID;
    if (status == ASSAY_EMISSING) /* a repository without a commit */
        return ASSAY_OK;
    TRY(status);
    TRY(walk(&looking, &id));
    for (size_t i = 0; i < count; i++) {
        status = settle(&looking, &questions[i]);
        settle_failure(&looking, &status, &questions[i]);
        TRY(status);
    }
    return looking.open_count > 0 ? answer_open(&looking, results) : ASSAY_OK;
}
