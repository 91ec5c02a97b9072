/*
 * fuzz_project.c - any bytes as the files of a project, which speak of each other: what is found
 * does not depend on the order of the files, reads back as it was written, and is judged, reported
 * and explained.
 */

#include <assay/policy.h>
#include <assay/report.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/kit.h"
#include "examine/examine.h"
#include "source/class.h"

enum { FILES_MAX = 6, MARK_SIZE = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Behind each mark a byte chooses the name. */
static const char mark[MARK_SIZE] = {0, '@', '@'};

static const char *const names[] = {
    "README.md",
    "model.card.yml",
    "train.csv.card.yml",
    ".assay/records/all.yml",
    "model.safetensors",
    "model.safetensors.index.json",
    "config.json",
    "tokenizer_config.json",
    "train.csv",
    "test.csv",
    "rows.jsonl",
    "model.pkl",
    "model.onnx",
    "model.gguf",
    "LICENSE",
    "MLmodel",
    "train.csv.dvc",
    "dvc.lock",
    "requirements.txt",
    "package-lock.json",
    "sbom.cdx.json",
    "evaluation.json",
    "notebook.ipynb",
    "train.py",
    "SHA256SUMS",
    "index.json",
    "oci-layout",
    "page.html",
};

/* ---- the files, as a source ---- */

struct files {
    struct source base;
    struct {
        const char *name;
        struct bytes bytes;
    } all[FILES_MAX];
    size_t count;
    bool backwards;
};

static enum assay_status read_file(struct source *source, struct source_session *session,
                                   const struct entry *entry, struct stream *stream,
                                   struct assay_error *err)
{
    const struct files *files = (const struct files *)source;

    (void)session, (void)err;
    stream_of_bytes(stream, files->all[entry->handle].bytes);
    return ASSAY_OK;
}

static const struct source_class files_class = {.read = read_file};

static bool has_file(const struct files *files, const char *name)
{
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->all[i].name, name) == 0)
            return true;
    return false;
}

static void cut_into_files(struct files *files, struct bytes left)
{
    while (left.size > 0 && files->count < FILES_MAX) {
        const char *name = names[left.data[0] % ARRAY_LEN(names)];
        const struct bytes content = bytes_from(left, 1);
        const uint8_t *end =
            content.size ? memmem(content.data, content.size, mark, MARK_SIZE) : NULL;
        const size_t size = end ? (size_t)(end - content.data) : content.size;

        if (!has_file(files, name)) {
            files->all[files->count].name = name;
            files->all[files->count++].bytes = bytes_of(content.data, size);
        }
        left = end ? bytes_from(content, size + MARK_SIZE) : bytes_of(NULL, 0);
    }
}

/* ---- what is found ---- */

static struct examiner *examiner_once(struct source_budget *budget)
{
    static struct examiner *examiner;
    static const struct examiner_options options = {.depth = ASSAY_SCAN_ALL};
    struct assay_error err = {0};

    if (!examiner)
        assert(examiner_new(&options, budget, &examiner, &err) == ASSAY_OK);
    return examiner;
}

static void examine_each(struct files *files, struct examine_worker *worker,
                         struct inventory_part *part)
{
    struct assay_error err = {0};

    for (size_t i = 0; i < files->count; i++) {
        const size_t number = files->backwards ? files->count - 1 - i : i;
        struct entry entry = {
            .type = ASSAY_ITEM_FILE, .size = files->all[number].bytes.size, .handle = number};
        size_t done;

        assert(entry_place_one(
            &entry, part, inventory_path(part, NULL, bytes_text(files->all[number].name)), NULL));
        assert(examine_entries(worker, &files->base, NULL, &entry, 1, &done, &err) == ASSAY_OK);
    }
}

static struct assay_inventory *examine(struct files *files)
{
    static const struct assay_target_facts facts = {.type = "directory", .name = "fuzz"};
    static struct source_budget budget;
    struct examine_worker *worker = NULL;
    struct inventory_part *part = inventory_part_new();
    struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};

    source_budget_init(&budget, NULL);
    assert(part);
    assert(examine_worker_new(examiner_once(&budget), part, &worker, &err) == ASSAY_OK);
    examine_each(files, worker, part);
    examine_worker_free(worker);
    assert(inventory_merge(&part, 1, &facts, &inventory, &err) == ASSAY_OK);
    assert(examine_link_cards(inventory, &err) == ASSAY_OK);
    assert(examine_link_claims(inventory, &err) == ASSAY_OK);
    assert(examine_link_agreement(inventory, &err) == ASSAY_OK);
    return inventory;
}

static char *as_json(const struct assay_inventory *inventory)
{
    struct assay_error err = {0};
    char *text = NULL;
    size_t size;

    assert(assay_inventory_json(inventory, &text, &size, &err) == ASSAY_OK);
    assert(strlen(text) == size);
    return text;
}

static void reads_back(const char *json)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    CLEANUP(free_cleanup) char *again = NULL;
    struct assay_error err = {0};

    assert(assay_inventory_parse(json, strlen(json), &inventory, &err) == ASSAY_OK);
    again = as_json(inventory);
    assert(strcmp(json, again) == 0);
}

/* ---- what is said of it ---- */

static const struct assay_policy *policy_once(void)
{
    static const char *const packs[] = {"assay:baseline", "assay:eu-ai-act-high-risk", "assay:gdpr",
                                        "assay:hipaa", "assay:bank-mrm"};
    static const struct assay_policy_options options = {.packs = packs,
                                                        .pack_count = ARRAY_LEN(packs)};
    static struct assay_policy *policy;
    struct assay_error err = {0};

    if (!policy)
        assert(assay_policy_open(&options, &policy, &err) == ASSAY_OK);
    return policy;
}

/* Another one now and then, since pages for people take longer than all else. */
static void report_is_written(const struct assay_assessment *assessment, size_t number)
{
    static const struct assay_report_options options = {.seconds = -1, .verbose = true};
    const char *format =
        number % 64 < assay_renderer_count ? assay_renderers[number % 64].name : "json";
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_error err = {0};
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert(out);
    assert(assay_report_write(format, assessment, &options, out, &err) == ASSAY_OK);
    assert(fclose(out) == 0);
}

static void is_judged(const struct assay_inventory *inventory, size_t report)
{
    static const struct assay_gate gate = {.fail_on = ASSAY_SEVERITY_HIGH, .time = 1767225600};
    struct assay_assessment *assessment = NULL;
    struct assay_error err = {0};

    assert(assay_assess(policy_once(), inventory, &gate, &assessment, &err) == ASSAY_OK);
    report_is_written(assessment, report);
    if (assessment->finding_count > 0) {
        CLEANUP(free_cleanup) char *text = NULL;

        assert(assay_explain_finding(policy_once(), assessment, assessment->findings[0].fingerprint,
                                     &text, &err) == ASSAY_OK);
    }
    assay_assessment_free(assessment);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    CLEANUP(assay_inventory_freep) struct assay_inventory *backwards = NULL;
    CLEANUP(free_cleanup) char *json = NULL;
    CLEANUP(free_cleanup) char *other = NULL;
    struct files files = {.base.class = &files_class};

    cut_into_files(&files, bytes_of(data, size));
    inventory = examine(&files);
    json = as_json(inventory);
    files.backwards = true;
    backwards = examine(&files);
    other = as_json(backwards);
    assert(strcmp(json, other) == 0);
    reads_back(json);
    is_judged(inventory, size);
    return 0;
}
