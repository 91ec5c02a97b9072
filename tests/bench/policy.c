/*
 * policy.c - how long the shipped packs take over an inventory that is in memory.
 *
 *     bench-policy judge ITEMS SHARE   of which SHARE in a hundred are data sets and models, the
 * rest code: seconds, microseconds a rule and item, rules, findings bench-policy evaluate TIMES
 * microseconds for one evaluation of each of a few expressions, to hold beside another evaluator
 * (tests/bench/cel)
 *
 * Of ten items six are code, two data sets and two models; every second has a card.
 */

#include <assay/policy.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/kit.h"
#include "inventory/build.h"
#include "policy/cel/cel.h"

static double cpu_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int fail(const struct assay_error *err)
{
    fprintf(stderr, "bench-policy: %s\n", err->text);
    return 1;
}

static void add_item(struct inventory_part *part, uint64_t i, uint64_t share)
{
    static const char *const licences[] = {"MIT"};
    struct arena *arena = inventory_part_arena(part);
    struct assay_examination *content = arena_alloc(arena, sizeof *content);
    struct assay_fact *facts = arena_array(arena, 3, sizeof *facts);
    struct assay_item item = {.type = ASSAY_ITEM_FILE, .content = content};
    bool data = i % 100 < share, model = data && i % 2;
    char name[64];

    if (!content || !facts)
        abort();
    snprintf(name, sizeof name, "part%03" PRIu64 "/%05" PRIu64 ".%s", i / 1000, i % 1000,
             model  ? "safetensors"
             : data ? "csv"
                    : "py");
    *content = (struct assay_examination){.size = 1000 + i, .format = ""};
    memcpy(content->sha256, &i, sizeof i);
    content->kind = model ? ASSAY_KIND_MODEL : data ? ASSAY_KIND_DATASET : ASSAY_KIND_CODE;
    if (data && i % 4 < 2) {
        facts[0] = (struct assay_fact){
            .id = model ? ASSAY_FACT_MODEL_LICENSE : ASSAY_FACT_DATASET_LICENSE,
            .declared = true,
            .value = {.type = ASSAY_VALUE_TEXTS, .texts = licences, .count = 1}};
        facts[1] =
            (struct assay_fact){.id = model ? ASSAY_FACT_MODEL_OWNER : ASSAY_FACT_DATASET_OWNER,
                                .declared = true,
                                .value = {.type = ASSAY_VALUE_TEXT, .text = "A. Doe"}};
        facts[2] =
            (struct assay_fact){.id = model ? ASSAY_FACT_MODEL_PURPOSE : ASSAY_FACT_DATASET_PURPOSE,
                                .declared = true,
                                .value = {.type = ASSAY_VALUE_TEXT, .text = "credit risk"}};
        content->facts = facts;
        content->fact_count = 3;
    }
    item.path = inventory_path(part, NULL, bytes_text(name));
    inventory_add(part, &item);
}

static enum assay_status make_inventory(uint64_t items, uint64_t share,
                                        struct assay_inventory **out, struct assay_error *err)
{
    static const struct assay_target_facts target = {"directory", "", "bench", "", ""};
    struct inventory_part *part = inventory_part_new();

    if (!part)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    for (uint64_t i = 0; i < items; i++)
        add_item(part, i, share);
    return inventory_merge(&part, 1, &target, out, err);
}

static int judge(uint64_t items, uint64_t share)
{
    CLEANUP(assay_policy_freep) struct assay_policy *policy = NULL;
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    CLEANUP(assay_assessment_freep) struct assay_assessment *assessment = NULL;
    struct assay_gate gate = {.fail_on = ASSAY_SEVERITY_MEDIUM, .time = 1793577600};
    struct assay_error err = {0};
    char words[64][64];
    const char *packs[64];
    double before, after;
    size_t count = 0;

    for (const char *name; count < ARRAY_LEN(packs) && (name = assay_shipped_pack_at(count));
         count++) {
        snprintf(words[count], sizeof words[count], "assay:%s", name);
        packs[count] = words[count];
    }
    if (assay_policy_open(&(struct assay_policy_options){.packs = packs, .pack_count = count},
                          &policy, &err) != ASSAY_OK ||
        make_inventory(items, share, &inventory, &err) != ASSAY_OK)
        return fail(&err);
    before = cpu_seconds();
    if (assay_assess(policy, inventory, &gate, &assessment, &err) != ASSAY_OK)
        return fail(&err);
    after = cpu_seconds();
    printf("%.3f %.3f %zu %zu\n", after - before,
           (after - before) * 1e6 / (double)items / (double)assessment->rule_count,
           assessment->rule_count, assessment->finding_count);
    return 0;
}

/* The same as those of tests/bench/cel, so that one can be held to the other. */
static const char *const expressions[] = {
    "1 + 2 * 3 == 7",
    "\"model\" in [\"dataset\", \"model\"] && \"a/b.csv\".endsWith(\".csv\")",
    "[1, 2, 3, 4, 5, 6, 7, 8].all(x, x > 0 && x < 9)",
    "[\"a\", \"b\", \"c\", \"d\"].filter(x, x != \"c\").map(x, x + \"!\").size() == 3",
    "{\"a\": 1, \"b\": 2, \"c\": 3}.exists(k, k == \"c\")",
    "\"2026-11-01\".matches(\"^[0-9]{4}-[0-9]{2}-[0-9]{2}$\")",
};

static enum assay_status evaluate_one(const char *text, uint64_t times, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(), *scratch = arena_new();
    struct cel_env *env = cel_env_new(arena);
    struct cel_evaluation *evaluation;
    struct cel_program *program;
    double before = 0;

    TRY(cel_compile(env, bytes_text(text), arena, &program, err));
    for (uint64_t i = 0; i < times; i++) {
        if (i == times / 10)
            before = cpu_seconds();
        TRY(cel_evaluate(program, &(struct cel_activation){0}, CEL_BUDGET, scratch, &evaluation,
                         err));
        if (cel_result(evaluation).kind != CEL_BOOL || !cel_result(evaluation).of.boolean)
            return assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "not true: %s", text);
        arena_reset(scratch);
    }
    printf("%.3f %s\n", (cpu_seconds() - before) * 1e6 / ((double)times * 0.9), text);
    arena_free(TAKE(scratch));
    return ASSAY_OK;
}

static int evaluate(uint64_t times)
{
    struct assay_error err = {0};

    for (size_t i = 0; i < ARRAY_LEN(expressions); i++)
        if (evaluate_one(expressions[i], times, &err) != ASSAY_OK)
            return fail(&err);
    return 0;
}

int main(int argc, char **argv)
{
    uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;

    if (count > 0 && argc == 4 && strcmp(argv[1], "judge") == 0)
        return judge(count, strtoull(argv[3], NULL, 10));
    if (count > 0 && argc == 3 && strcmp(argv[1], "evaluate") == 0)
        return evaluate(count);
    fputs("bench-policy judge ITEMS SHARE | evaluate TIMES\n", stderr);
    return 2;
}
