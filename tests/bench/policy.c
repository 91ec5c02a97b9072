/*
 * policy.c - how long the shipped packs take over an inventory that is in memory.
 *
 *     bench-policy judge ITEMS SHARE     of which SHARE in a hundred are data sets and models, the
 *                                        rest code: seconds, microseconds a rule and item, rules,
 *                                        findings
 *     bench-policy lineage ITEMS MADE    two of a hundred items data or model, with MADE
 *                                        derivations that a ledger has of them: seconds beyond
 *                                        those without, seconds, rules, findings
 *     bench-policy papers ITEMS EACH     the same of EACH records of training, of evaluation and of
 *                                        statements, each about one of them
 *     bench-policy evaluate TIMES        microseconds for one evaluation of each of a few
 *                                        expressions, to hold beside another evaluator
 *                                        (tests/bench/cel.mjs)
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
#include "base/codec.h"
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

/* The digest that add_item() gives to an item. */
static void digest_of(uint64_t item, uint8_t sha256[32])
{
    memset(sha256, 0, 32);
    memcpy(sha256, &item, sizeof item);
}

/* A record of one of the data sets and models, by its digest. */
static void add_record(struct inventory_part *part, const char *kind, uint64_t i, uint64_t item)
{
    struct arena *arena = inventory_part_arena(part);
    struct assay_examination *content = arena_alloc(arena, sizeof *content);
    struct assay_fact *facts = arena_array(arena, 2, sizeof *facts);
    struct assay_item record = {.type = ASSAY_ITEM_FILE, .content = content};
    char name[64], hex[2 * 32 + 1];
    uint8_t sha256[32];

    digest_of(item, sha256);
    hex_encode(bytes_of(sha256, sizeof sha256), hex);
    snprintf(name, sizeof name, "records/%s%05" PRIu64 ".yml", kind, i);
    if (!content || !facts)
        abort();
    facts[0] = (struct assay_fact){
        .id = ASSAY_FACT_RECORD_CONTENT,
        .declared = true,
        .value = {.type = ASSAY_VALUE_TEXT,
                  .text = arena_printf(arena,
                                       "{\"datasets\":[{\"path\":\"elsewhere\"}],"
                                       "\"subjects\":[{\"path\":\"p\",\"sha256\":\"%s\"}]}",
                                       hex)}};
    facts[1] = (struct assay_fact){.id = ASSAY_FACT_RECORD_KIND,
                                   .declared = true,
                                   .value = {.type = ASSAY_VALUE_TEXT, .text = kind}};
    *content = (struct assay_examination){.size = 1000 + i,
                                          .kind = ASSAY_KIND_DOCUMENT,
                                          .format = "record",
                                          .facts = facts,
                                          .fact_count = 2};
    memset(content->sha256, 0xff, 8);
    memcpy(content->sha256 + 8, &i, sizeof i);
    record.path = inventory_path(part, NULL, bytes_text(name));
    inventory_add(part, &record);
}

/* The number of the `i`th data set or model of those that are two of a hundred items. */
static uint64_t paper_of(uint64_t items, uint64_t i)
{
    return i / 2 % (items / 100) * 100 + i % 2;
}

static enum assay_status make_inventory(uint64_t items, uint64_t share, uint64_t papers,
                                        struct assay_inventory **out, struct assay_error *err)
{
    static const struct assay_target_facts target = {
        .type = "directory", .view = "", .name = "bench", .head = "", .range = "", .folder = ""};
    struct inventory_part *part = inventory_part_new();

    if (!part)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    for (uint64_t i = 0; i < items; i++)
        add_item(part, i, share);
    for (uint64_t i = 0; i < papers; i++) {
        add_record(part, "training", i, paper_of(items, i));
        add_record(part, "evaluation", i, paper_of(items, i));
    }
    return inventory_merge(&part, 1, &target, out, err);
}

static enum assay_status open_all(struct assay_policy **policy, struct assay_error *err)
{
    char words[64][64];
    const char *packs[64];
    size_t count = 0;

    for (const char *name; count < ARRAY_LEN(packs) && (name = assay_shipped_pack_at(count));
         count++) {
        snprintf(words[count], sizeof words[count], "assay:%s", name);
        packs[count] = words[count];
    }
    return assay_policy_open(&(struct assay_policy_options){.packs = packs, .pack_count = count},
                             policy, err);
}

static enum assay_status assess(const struct assay_policy *policy,
                                const struct assay_inventory *inventory,
                                const struct assay_testimony *testimony, double *seconds,
                                size_t counts[2], struct assay_error *err)
{
    CLEANUP(assay_assessment_freep) struct assay_assessment *assessment = NULL;
    const struct assay_ledger_state ledger = {.origin = "bench", .holds = true};
    const struct assay_gate gate = {.fail_on = ASSAY_SEVERITY_MEDIUM,
                                    .time = 1793577600,
                                    .ledger = testimony ? &ledger : NULL,
                                    .testimony = testimony};
    double before = cpu_seconds();

    TRY(assay_assess(policy, inventory, &gate, &assessment, err));
    *seconds = cpu_seconds() - before;
    counts[0] = assessment->rule_count;
    counts[1] = assessment->finding_count;
    return ASSAY_OK;
}

static int judge(uint64_t items, uint64_t share)
{
    CLEANUP(assay_policy_freep) struct assay_policy *policy = NULL;
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};
    double seconds;
    size_t counts[2];

    if (open_all(&policy, &err) != ASSAY_OK ||
        make_inventory(items, share, 0, &inventory, &err) != ASSAY_OK ||
        assess(policy, inventory, NULL, &seconds, counts, &err) != ASSAY_OK)
        return fail(&err);
    printf("%.3f %.3f %zu %zu\n", seconds, seconds * 1e6 / (double)items / (double)counts[0],
           counts[0], counts[1]);
    return 0;
}

enum { MATERIALS = 4, CHAIN = 20 };

/* Of each hundred items the first is a data set and the second a model: derivation `i` makes one of
 * them from the data sets of up to three hundreds before it, and from what is not here; each had
 * another name where it was made. Twenty hundreds hang together. */
static enum assay_status make_derivation(struct arena *arena, uint64_t items, uint64_t i,
                                         struct assay_derivation *out, struct assay_error *err)
{
    struct assay_signed_subject *product = arena_array(arena, 1, sizeof *product);
    struct assay_material *materials = arena_array(arena, MATERIALS, sizeof *materials);
    uint64_t hundred = i % (items / 100), before = hundred % CHAIN;

    if (!product || !materials)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    product->name = "made";
    digest_of(hundred * 100 + i / (items / 100) % 2, product->sha256);
    *out = (struct assay_derivation){
        .entry = i, .products = product, .product_count = 1, .materials = materials};
    for (uint64_t j = 0; j < MATERIALS && j <= before; j++) {
        materials[j] =
            (struct assay_material){.name = "elsewhere", .kind = "dataset", .has_sha256 = true};
        digest_of(j ? (hundred - j) * 100 : items + i, materials[j].sha256);
        out->material_count++;
    }
    return ASSAY_OK;
}

static int lineage(uint64_t items, uint64_t made)
{
    CLEANUP(assay_policy_freep) struct assay_policy *policy = NULL;
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_derivation *derivations =
        arena ? arena_array(arena, made, sizeof *derivations) : NULL;
    struct assay_testimony testimony = {.derivations = derivations, .derivation_count = made};
    struct assay_error err = {0};
    double without, with;
    size_t counts[2];

    if (!derivations)
        abort();
    for (uint64_t i = 0; i < made; i++)
        if (make_derivation(arena, items, i, &derivations[i], &err) != ASSAY_OK)
            return fail(&err);
    if (open_all(&policy, &err) != ASSAY_OK ||
        make_inventory(items, 2, 0, &inventory, &err) != ASSAY_OK ||
        assess(policy, inventory, &(struct assay_testimony){0}, &without, counts, &err) !=
            ASSAY_OK ||
        assess(policy, inventory, &testimony, &with, counts, &err) != ASSAY_OK)
        return fail(&err);
    printf("%.3f %.3f %zu %zu\n", with - without, with, counts[0], counts[1]);
    return 0;
}

static enum assay_status make_statements(struct arena *arena, uint64_t items, uint64_t count,
                                         struct assay_testimony *out, struct assay_error *err)
{
    static const char *const controls[] = {"GDPR Art. 35", "RSK-001", "VAL-001"};
    struct assay_attestation *attestations = arena_array(arena, count, sizeof *attestations);
    struct assay_signed_subject *subjects = arena_array(arena, count, sizeof *subjects);

    if (!attestations || !subjects)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    for (uint64_t i = 0; i < count; i++) {
        subjects[i].name = "signed";
        digest_of(i % 2 ? items + i : paper_of(items, i), subjects[i].sha256);
        attestations[i] = (struct assay_attestation){.where = "entry 1",
                                                     .meaning = "review",
                                                     .role = "reviewer",
                                                     .time = "2026-10-01T00:00:00Z",
                                                     .name = "A. Doe",
                                                     .email = "",
                                                     .words = "I looked at it.",
                                                     .signer = "00",
                                                     .controls = controls,
                                                     .control_count = ARRAY_LEN(controls),
                                                     .subjects = &subjects[i],
                                                     .subject_count = 1,
                                                     .until = INT64_MAX,
                                                     .holds = true};
    }
    *out = (struct assay_testimony){.attestations = attestations, .attestation_count = count};
    return ASSAY_OK;
}

static int papers(uint64_t items, uint64_t each)
{
    CLEANUP(assay_policy_freep) struct assay_policy *policy = NULL;
    CLEANUP(assay_inventory_freep) struct assay_inventory *bare = NULL, *inventory = NULL;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_testimony testimony;
    struct assay_error err = {0};
    double without, with;
    size_t counts[2];

    if (!arena)
        abort();
    if (make_statements(arena, items, each, &testimony, &err) != ASSAY_OK ||
        open_all(&policy, &err) != ASSAY_OK ||
        make_inventory(items, 2, 0, &bare, &err) != ASSAY_OK ||
        make_inventory(items, 2, each, &inventory, &err) != ASSAY_OK ||
        assess(policy, bare, &(struct assay_testimony){0}, &without, counts, &err) != ASSAY_OK ||
        assess(policy, inventory, &testimony, &with, counts, &err) != ASSAY_OK)
        return fail(&err);
    printf("%.3f %.3f %zu %zu\n", with - without, with, counts[0], counts[1]);
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
    if (count >= 100 && argc == 4 && strcmp(argv[1], "lineage") == 0)
        return lineage(count, strtoull(argv[3], NULL, 10));
    if (count >= 100 && argc == 4 && strcmp(argv[1], "papers") == 0)
        return papers(count, strtoull(argv[3], NULL, 10));
    if (count > 0 && argc == 3 && strcmp(argv[1], "evaluate") == 0)
        return evaluate(count);
    fputs("bench-policy judge ITEMS SHARE | lineage ITEMS MADE | papers ITEMS EACH | evaluate "
          "TIMES\n",
          stderr);
    return 2;
}
