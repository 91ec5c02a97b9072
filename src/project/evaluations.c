/* evaluations.c - what a repository knows of evaluation reports: <assay/commit_order.h>. */

#include <assay/commit_order.h>
#include <string.h>

#include "base/arena.h"
#include "base/codec.h"
#include "base/kit.h"
#include "doc/doc.h"
#include "source/git/commit_order.h"

/* What assay_commit_orders_free() releases; what others see stands first. */
struct orders {
    struct assay_commit_orders shown;
    struct arena *arena;
};

static ASSAY_RESULT out_of_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for evaluation reports");
}

static const char *text_at(const struct doc *map, const char *name)
{
    const struct doc *node = map && map->type == DOC_MAP ? doc_get(map, name) : NULL;

    return node && node->type == DOC_TEXT ? (const char *)node->text.data : NULL;
}

/* A report that stands in the tree itself, and says all that is asked about. */
static ASSAY_RESULT read_question(struct arena *arena, const struct assay_item *item,
                                  struct commit_order_question *out, bool *wanted,
                                  struct assay_error *err)
{
    const struct assay_fact *kind = assay_item_fact(item, ASSAY_FACT_RECORD_KIND);
    const struct assay_fact *content = assay_item_fact(item, ASSAY_FACT_RECORD_CONTENT);
    struct doc_source source = {.path = "record"};
    const struct doc *thresholds;
    const char *sha256;
    struct doc *doc;

    *wanted = false;
    if (!kind || !content || item->path->container || strcmp(kind->value.text, "evaluation") != 0)
        return ASSAY_OK;
    source.text = bytes_text(content->value.text);
    TRY(doc_read_json(arena, &source, &doc, err));
    thresholds = doc_get(doc, "thresholds");
    sha256 = text_at(thresholds, "sha256");
    *out = (struct commit_order_question){.commit = text_at(doc, "thresholds-commit"),
                                          .report = item->path->name,
                                          .run_on = text_at(doc, "run-on"),
                                          .file = text_at(thresholds, "path")};
    out->has_sha256 = sha256 && hex_decode(bytes_text(sha256), out->sha256, sizeof out->sha256);
    *wanted = out->commit && out->run_on;
    return ASSAY_OK;
}

static ASSAY_RESULT read_questions(struct arena *arena, const struct assay_inventory *inventory,
                                   struct commit_order_question **out, size_t *count,
                                   struct assay_error *err)
{
    struct commit_order_question *questions = NULL;

    for (int pass = 0; pass < 2; pass++) {
        *count = 0;
        for (size_t i = 0; i < inventory->item_count; i++) {
            struct commit_order_question question;
            bool wanted;

            TRY(read_question(arena, &inventory->items[i], &question, &wanted, err));
            if (wanted && pass == 1)
                questions[*count] = question;
            *count += wanted;
        }
        if (pass == 0)
            questions = arena_array(arena, *count + 1, sizeof *questions);
        if (!questions)
            return out_of_memory(err);
    }
    *out = questions;
    return ASSAY_OK;
}

enum assay_status assay_commit_orders_read(const struct assay_inventory *inventory,
                                           const char *repository, struct assay_commit_orders **out,
                                           struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct orders *orders = arena ? arena_alloc(arena, sizeof *orders) : NULL;
    const char *head = inventory->target.head; /* "" where files are judged, not a commit */
    struct commit_order_question *questions;
    struct assay_commit_order *shown;
    size_t count;

    if (!orders)
        return out_of_memory(err);
    TRY(read_questions(arena, inventory, &questions, &count, err));
    shown = arena_array(arena, count + 1, sizeof *shown);
    if (!shown)
        return out_of_memory(err);
    if (count > 0)
        TRY(commit_orders_find(repository, *head ? head : "HEAD", questions, count, err));
    for (size_t i = 0; i < count; i++)
        shown[i] = (struct assay_commit_order){.record = arena_text(arena, questions[i].report),
                                               .order = commit_order_name(questions[i].order)};
    *orders = (struct orders){.shown = {.orders = shown, .count = count}, .arena = arena};
    (void)TAKE(arena);
    *out = &orders->shown;
    return ASSAY_OK;
}

void assay_commit_orders_free(struct assay_commit_orders *orders)
{
    if (orders) /* the first member of a struct orders, which lives in its own arena */
        arena_free(((struct orders *)(void *)orders)->arena);
}
