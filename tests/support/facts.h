/* facts.h - what an expression of the rule language gives for a made inventory. */

#pragma once

#include "base/kit.h"
#include "policies.h"
#include "policy/facts.h"
#include "policy/rules.h"

/* What is asked: about an item, or the target where that is NULL. */
struct facts_question {
    const struct assay_item *items;
    size_t item_count;
    const struct assay_item *item;
    const struct assay_testimony *testimony; /* or NULL */
    const char *expression;
};

static inline void facts_assert(const struct facts_question *question, const char *value)
{
    const struct assay_inventory inventory = {.target = {.type = "directory", .view = ""},
                                              .items = question->items,
                                              .item_count = question->item_count};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    CLEANUP(facts_freep) struct facts *facts = NULL;
    CLEANUP(assay_policy_freep) struct assay_policy *policy = pack_open(PACK_HEAD);
    const struct facts_sources sources = {.inventory = &inventory,
                                          .testimony = question->testimony,
                                          .params = cel_of_record(&policy->params)};
    struct cel_evaluation *evaluation;
    struct cel_program *program;
    struct assay_error err = {0};

    assert_non_null(arena);
    assert_ok(facts_new(policy->types, &sources, &facts, &err), err);
    facts_set_item(facts, question->item);
    assert_ok(cel_compile(policy->env, bytes_text(question->expression), arena, &program, &err),
              err);
    assert_ok(cel_evaluate(program, facts_activation(facts), CEL_BUDGET, arena, &evaluation, &err),
              err);
    cel_print(&text, cel_result(evaluation));
    assert_string_equal(buf_string(&text), value);
}
