/* evaluations.c - what a repository knows of evaluation reports: <assay/commit_order.h>. */

#include <assay/commit_order.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/codec.h"
#include "base/kit.h"
#include "examine/papers/records.h"
#include "inventory/gaps.h"
#include "policy/lookup.h"
#include "project/evaluation_results.h"
#include "project/threshold_values.h"
#include "source/git/commit_order.h"

/* What assay_commit_orders_free() releases; what others see stands first. */
struct orders {
    struct assay_commit_orders shown;
    struct arena *arena;
};

/* One report that stands in the tree itself. */
struct report {
    const char *path;
    const struct doc *doc;
    bool of_submodule;
};

struct reports {
    struct arena *arena;
    struct report *reports;
    size_t count;
    struct key_index subjects; /* of all of them */
    struct assay_error *err;
};

static void reports_clear(struct reports *reports)
{
    key_index_clear(&reports->subjects);
}

static ASSAY_RESULT no_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for evaluation reports");
}

/* ---- the reports ---- */

static bool is_report(const struct assay_inventory *inventory, const struct assay_item *item)
{
    const struct assay_fact *kind = assay_item_fact(item, ASSAY_FACT_RECORD_KIND);

    return kind && !item->path->container && lookup_is_current(inventory, item) &&
           strcmp(kind->value.text, "evaluation") == 0;
}

static bool has_gitlink(const struct assay_inventory *inventory, const struct assay_path *folder)
{
    const struct assay_item *end = inventory->items + inventory->item_count;
    const struct assay_item *item = lookup_item(inventory, folder);

    for (; item && item < end && assay_path_compare(item->path, folder) == 0; item++)
        if (item->type == ASSAY_ITEM_GITLINK && lookup_is_current(inventory, item))
            return true;
    return false;
}

/* A repository that nobody recorded as a submodule is told by the gap at its git folder. */
static bool has_repository(const struct assay_inventory *inventory, struct bytes folder)
{
    for (size_t i = 0; i < inventory->gap_count; i++) {
        const struct assay_path *path = inventory->gaps[i].path;
        struct bytes name;

        if (!path || path->container ||
            strcmp(inventory->gaps[i].id, GAP_GIT_SUBMODULE_SKIPPED) != 0)
            continue;
        name = bytes_of(path->name, path->size);
        if (bytes_starts(name, folder) &&
            bytes_equal(bytes_from(name, folder.size), BYTES("/.git")))
            return true;
    }
    return false;
}

/* Whether the history of a file is another repository's, which stands in a folder of this one. */
static bool is_of_submodule(const struct assay_inventory *inventory, const struct assay_path *path)
{
    for (size_t i = 0; i < path->size; i++) {
        const struct assay_path folder = {.name = path->name, .size = i};

        if (path->name[i] == '/' &&
            (has_gitlink(inventory, &folder) || has_repository(inventory, bytes_of(path->name, i))))
            return true;
    }
    return false;
}

static int order_reports(const void *a, const void *b)
{
    const struct report *left = a, *right = b;

    return strcmp(left->path, right->path);
}

static ASSAY_RESULT read_reports(struct reports *reports, const struct assay_inventory *inventory)
{
    size_t count = 0;

    for (size_t i = 0; i < inventory->item_count; i++)
        count += is_report(inventory, &inventory->items[i]);
    reports->reports = arena_array(reports->arena, count + 1, sizeof *reports->reports);
    if (!reports->reports)
        return no_memory(reports->err);
    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_item *item = &inventory->items[i];
        const struct assay_fact *content = assay_item_fact(item, ASSAY_FACT_RECORD_CONTENT);
        struct doc_source source = {.path = "record"};
        struct doc *doc = NULL;

        if (!content || !is_report(inventory, item)) /* one that is no YAML says nothing */
            continue;
        source.text = bytes_text(content->value.text);
        TRY(doc_read_json(reports->arena, &source, &doc, reports->err));
        reports->reports[reports->count++] =
            (struct report){item->path->name, doc, is_of_submodule(inventory, item->path)};
    }
    qsort(reports->reports, reports->count, sizeof *reports->reports, order_reports);
    return ASSAY_OK;
}

/* ---- what is asked of the repository ---- */

/* A subject is known by its digest, and to reports that give none by its path. */
static const char *const subject_names[] = {"sha256", "path"};

static ASSAY_RESULT index_subjects(struct reports *reports)
{
    for (size_t i = 0; i < reports->count; i++) {
        const struct doc *subjects = doc_get(reports->reports[i].doc, "subjects");

        for (size_t j = 0; subjects && j < subjects->count; j++)
            for (size_t k = 0; k < ARRAY_LEN(subject_names); k++)
                key_index_add(&reports->subjects,
                              report_text(&subjects->items[j], subject_names[k]), i);
    }
    return key_index_sort(&reports->subjects, reports->err);
}

static ASSAY_RESULT add_topics(const struct reports *reports, const struct doc *doc,
                               struct commit_order_question *question)
{
    const struct doc *subjects = doc_get(doc, "subjects");
    size_t count = subjects ? subjects->count : 0;
    uint32_t *topics =
        arena_array(reports->arena, count * ARRAY_LEN(subject_names) + 1, sizeof *topics);

    if (!topics)
        return no_memory(reports->err);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < ARRAY_LEN(subject_names); j++)
            question->topic_count += results_topic(
                &reports->subjects, report_text(&subjects->items[i], subject_names[j]),
                &topics[question->topic_count]);
    question->topics = topics;
    return ASSAY_OK;
}

static const char *word_at(const struct doc *map, const char *name)
{
    const struct doc *node = doc_get(map, name);

    return node && node->type == DOC_TEXT ? (const char *)node->text.data : NULL;
}

/* Bytes of files of thresholds that are read again for each metric, of all reports together. */
#define SEARCHED_MAX (UINT64_C(256) << 20)

struct asking {
    const struct doc *report;
    uint64_t *searched;
};

static enum threshold_found find_metric(const struct doc *metric, struct bytes file)
{
    const struct doc *threshold = doc_get(metric, "threshold");

    if (!threshold || (threshold->type != DOC_INT && threshold->type != DOC_REAL))
        return THRESHOLD_THERE; /* another rule tells that it is no number */
    return threshold_find(file, report_text(metric, "name"),
                          threshold->type == DOC_INT ? (double)threshold->integer
                                                     : threshold->real);
}

static enum commit_order compare_values(const void *data, struct bytes file)
{
    const struct asking *asking = data;
    const struct doc *metrics = doc_get(asking->report, "metrics");
    enum commit_order order = ORDER_BEFORE;

    for (size_t i = 0; metrics && metrics->type == DOC_LIST && i < metrics->count; i++) {
        enum threshold_found found = THRESHOLD_NOWHERE;

        *asking->searched += file.size;
        if (*asking->searched <= SEARCHED_MAX)
            found = find_metric(&metrics->items[i], file);
        if (found == THRESHOLD_OTHER)
            return ORDER_OTHER_VALUES;
        if (found == THRESHOLD_NOWHERE)
            order = ORDER_NO_VALUES;
    }
    return order;
}

static ASSAY_RESULT make_question(const struct reports *reports, const struct report *report,
                                  uint64_t *searched, struct commit_order_question *out)
{
    const struct doc *doc = report->doc;
    const struct doc *thresholds = doc_get(doc, "thresholds");
    uint8_t *sha256 = arena_alloc(reports->arena, 32);
    struct asking *asking = arena_alloc(reports->arena, sizeof *asking);

    if (!sha256 || !asking)
        return no_memory(reports->err);
    *asking = (struct asking){doc, searched};
    *out = (struct commit_order_question){.record = report->path,
                                          .commit = word_at(doc, "thresholds-commit"),
                                          .run_on = word_at(doc, "run-on"),
                                          .file = word_at(thresholds, "path"),
                                          .values = compare_values,
                                          .report = asking};
    if (hex_decode(report_text(thresholds, "sha256"), sha256, 32))
        out->sha256 = sha256;
    return add_topics(reports, doc, out);
}

static ASSAY_RESULT ask(struct reports *reports, const char *repository, const char *head,
                        struct assay_commit_order *shown)
{
    struct results_reader reader = {.subjects = &reports->subjects};
    const struct brought_reader results = {
        .wants = record_is_named, .read = results_read, .data = &reader};
    struct commit_order_question *questions =
        arena_array(reports->arena, reports->count + 1, sizeof *questions);
    uint64_t searched = 0;

    if (!questions)
        return no_memory(reports->err);
    TRY(index_subjects(reports));
    for (size_t i = 0; i < reports->count; i++)
        TRY(make_question(reports, &reports->reports[i], &searched, &questions[i]));
    if (reports->count > 0)
        TRY(commit_orders_find(repository, head, &results, questions, reports->count,
                               reports->err));
    for (size_t i = 0; i < reports->count; i++) {
        shown[i].record = arena_text(reports->arena, reports->reports[i].path);
        shown[i].order = commit_order_name(reports->reports[i].of_submodule ? ORDER_SUBMODULE
                                                                            : questions[i].order);
        if (!shown[i].record)
            return no_memory(reports->err);
    }
    return ASSAY_OK;
}

enum assay_status assay_commit_orders_read(const struct assay_inventory *inventory,
                                           const char *repository, struct assay_commit_orders **out,
                                           struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(reports_clear) struct reports reports = {.arena = arena, .err = err};
    struct orders *orders = arena ? arena_alloc(arena, sizeof *orders) : NULL;
    const char *head = inventory->target.head; /* "" where files are judged, not a commit */
    struct assay_commit_order *shown;

    key_index_init(&reports.subjects);
    if (!orders)
        return no_memory(err);
    TRY(read_reports(&reports, inventory));
    shown = arena_array(arena, reports.count + 1, sizeof *shown);
    if (!shown)
        return no_memory(err);
    TRY(ask(&reports, repository, *head ? head : "HEAD", shown));
    *orders = (struct orders){.shown = {.orders = shown, .count = reports.count}, .arena = arena};
    (void)TAKE(arena);
    *out = &orders->shown;
    return ASSAY_OK;
}

void assay_commit_orders_free(struct assay_commit_orders *orders)
{
    if (orders) /* the first member of a struct orders, which lives in its own arena */
        arena_free(((struct orders *)(void *)orders)->arena);
}
